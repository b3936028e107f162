import { type KeyboardEvent, useState } from 'react';
import type { DiffRow } from './diff-rows.ts';
import { firstLine, type LineComments, type LineTarget, stepLine, targetOf } from './line-comments.ts';

/** The line of a diff that the arrow keys chose, and the key `c`, which comments on it. */
export function useChosenLine(
  rows: readonly DiffRow[],
  comments: LineComments | undefined,
  /** The first row in sight, and what brings a row into sight. */
  view: { top: () => number; show: (row: number) => void },
): {
  row: number | undefined;
  target: LineTarget | undefined;
  /** The comments as a row has them: one that is commented on is chosen. */
  commentsOf(row: number): LineComments | undefined;
  onKeyDown: ((event: KeyboardEvent) => void) | undefined;
} {
  const [chosen, setChosen] = useState<number>();
  const row = comments && chosen !== undefined && targetOf(rows[chosen]) ? chosen : undefined;
  const choose = (next: number | undefined) => {
    if (next === undefined) return;
    setChosen(next);
    view.show(next);
  };
  const first = () => firstLine(rows, view.top());
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const direction = event.key === 'ArrowDown' ? 1 : -1;
      choose(row === undefined ? first() : stepLine(rows, row, direction));
    } else if (event.key === 'c') {
      const at = row ?? first();
      const target = at === undefined ? undefined : targetOf(rows[at]);
      choose(at);
      if (target) comments?.onComment(target);
    } else return;
    event.preventDefault();
  };
  return {
    row,
    target: row === undefined ? undefined : targetOf(rows[row]),
    commentsOf: (at) =>
      comments && {
        ...comments,
        onComment: (target) => {
          setChosen(at);
          comments.onComment(target);
        },
      },
    onKeyDown: comments && onKeyDown,
  };
}
