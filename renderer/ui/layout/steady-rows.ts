import { useRef, useState } from 'react';

export interface SteadyRow<T> {
  key: string;
  row: T;
  /** The row is no longer there, and keeps its place until the pointer leaves: show it without its buttons working. */
  isGone: boolean;
}

/** Where new rows go: `later` shows them when nothing is held, for a list whose last row stays in its place as it grows. */
export type AddedRows = 'end' | 'later';

/**
 * Returns the rows in the order of `before`, those that have gone included, and new ones at the end or as `to` says: a row
 * that a person points at stays where it is.
 */
export function steadyRows<T>(
  before: readonly SteadyRow<T>[],
  rows: readonly T[],
  keyOf: (row: T) => string,
  to: AddedRows = 'end',
): SteadyRow<T>[] {
  const current = new Map(rows.map((row) => [keyOf(row), row]));
  const kept = before.map(({ key, row }) => ({
    key,
    row: current.get(key) ?? row,
    isGone: !current.has(key),
  }));
  const known = new Set(before.map(({ key }) => key));
  const added = rows
    .filter((row) => !known.has(keyOf(row)))
    .map((row) => ({ key: keyOf(row), row, isGone: false }));
  if (before.length > 0 && to === 'later') return kept;
  return [...kept, ...added];
}

/** Holds the rows of a list with buttons in their places while the pointer is over it. Spread `holding` on the list. */
export function useSteadyRows<T>(rows: readonly T[], keyOf: (row: T) => string, to: AddedRows = 'end') {
  const [isHeld, setHeld] = useState(false);
  const before = useRef<readonly SteadyRow<T>[]>([]);
  const shown = steadyRows(isHeld ? before.current : [], rows, keyOf, to);
  before.current = shown;
  return {
    rows: shown,
    isHeld,
    holding: {
      onPointerEnter: () => setHeld(true),
      onPointerMove: () => setHeld(true),
      onPointerLeave: () => setHeld(false),
    },
  };
}
