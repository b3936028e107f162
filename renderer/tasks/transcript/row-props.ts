import type { Fold } from './folds.ts';
import type { Row } from './rows.ts';

/** What a row is drawn from. */
export interface RowProps {
  row: Row;
  /** Changes with the row, which is the same object. */
  revision: number;
  fold: Fold;
  onFold: (fold: Fold) => void;
  /** What is searched. */
  pattern: RegExp | undefined;
  /** The match that the search is at. */
  isCurrent: boolean;
  /** The program still runs. */
  isLive: boolean;
  /** The list of to-dos that is in force. */
  isNewest: boolean;
}
