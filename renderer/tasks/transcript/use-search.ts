import { type RefObject, useState } from 'react';
import { formatNumber } from '../../format/number.ts';
import { visibleLines } from '../visible-lines.ts';
import { type Fold, stepsTo, UNTOUCHED } from './folds.ts';
import { type Row, textsOf } from './rows.ts';
import type { TranscriptFeed } from './transcript-feed.ts';
import type { RowsHandle } from './transcript-rows.tsx';
import { patternOf } from './transcript-search.ts';

export interface Search {
  text: string;
  pattern: RegExp | undefined;
  current: Row | undefined;
  /** "2 of 14", "14 matches" */
  words: string;
  change(text: string): void;
  step(direction: 1 | -1): void;
}

/** The search of a transcript: what is searched, and the match that it is at. */
export function useSearch(
  feed: TranscriptFeed,
  options: {
    folds: ReadonlyMap<number, Fold>;
    onFoldRow: (n: number, fold: Fold) => void;
    handle: RefObject<RowsHandle | null>;
  },
): Search {
  const [{ text, pattern }, setQuery] = useState<{ text: string; pattern: RegExp | undefined }>({
    text: '',
    pattern: undefined,
  });
  const [current, setCurrent] = useState<Row>();
  const { matches, isOver } = feed.search;
  return {
    text,
    pattern,
    current,
    words: searchWords(
      pattern !== undefined,
      current ? matches.indexOf(current) : -1,
      matches.length,
      isOver,
    ),
    change: (next) => {
      const found = patternOf(next);
      setQuery({ text: next, pattern: found });
      setCurrent(undefined);
      feed.find(found);
    },
    step: (direction) => {
      const next = nextMatch(matches, current, direction);
      if (!next || !pattern) return;
      setCurrent(next);
      const before = options.folds.get(next.n) ?? UNTOUCHED;
      options.onFoldRow(next.n, openTo(next, before, pattern));
      options.handle.current?.reveal(next);
    },
  };
}

/** The match after or before the present one, and around at the ends. */
export function nextMatch(
  matches: readonly Row[],
  current: Row | undefined,
  direction: 1 | -1,
): Row | undefined {
  const at = current ? matches.indexOf(current) : -1;
  if (at < 0) return direction === 1 ? matches[0] : matches.at(-1);
  return matches[(at + direction + matches.length) % matches.length];
}

/** Opens a row as far as it takes to see the first match in each of its texts. */
export function openTo(row: Row, fold: Fold, pattern: RegExp): Fold {
  const steps = textsOf(row.content).map((text) => {
    const place = visibleLines(text).search(pattern);
    return place < 0 ? 0 : stepsTo(text, place);
  });
  return { isOpen: true, steps: Math.max(fold.steps, ...steps) };
}

export function searchWords(isSearching: boolean, at: number, count: number, isOver: boolean): string {
  if (!isSearching) return '';
  if (count === 0) return isOver ? 'No match' : 'Searching…';
  const all = isOver ? formatNumber(count) : `${formatNumber(count)} so far`;
  if (at >= 0) return `${formatNumber(at + 1)} of ${all}`;
  return count === 1 ? '1 match' : `${all} matches`;
}
