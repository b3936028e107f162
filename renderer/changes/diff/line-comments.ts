import type { DiffRow } from './diff-rows.ts';

/** A line of a diff that a person comments on. */
export interface LineTarget {
  /** Of which side it is: before the change, or after it. */
  side: 'old' | 'now';
  line: number;
  code: string;
}

/** Comments on the lines of one file. */
export interface LineComments {
  isCommented(target: LineTarget): boolean;
  onComment(target: LineTarget): void;
}

/** The line of a row: that after the change, where there is one; undefined for the head of a hunk. Pure. */
export function targetOf(row: DiffRow | undefined): LineTarget | undefined {
  if (row === undefined || row.kind === 'hunk') return undefined;
  const [side, at] = row.now ? (['now', row.now] as const) : (['old', row.old] as const);
  return at && { side, line: at.number, code: at.line.text };
}

/** The next row with a line from here in one direction; the same one at an end. Pure. */
export function stepLine(rows: readonly DiffRow[], from: number, direction: 1 | -1): number {
  for (let at = from + direction; at >= 0 && at < rows.length; at += direction)
    if (targetOf(rows[at])) return at;
  return from;
}

/** The row that a comment is for when none was chosen: the first change from `top` on, else the first line. Pure. */
export function firstLine(rows: readonly DiffRow[], top: number): number | undefined {
  const from = (is: (row: DiffRow) => boolean) => {
    const at = rows.findIndex((row, index) => index >= top && is(row));
    return at < 0 ? undefined : at;
  };
  return from(isChange) ?? from((row) => targetOf(row) !== undefined);
}

function isChange(row: DiffRow): boolean {
  if (row.kind === 'hunk') return false;
  return (row.now ?? row.old)?.line.kind !== 'context';
}
