import type { DiffHunk, DiffLine } from '../../../electron/contract/changes.ts';

/** A line of one side, with its number in that side's file. */
export interface Side {
  line: DiffLine;
  number: number;
  /** The position of its colours: the hunk, and the line among that side's lines. */
  hunk: number;
  index: number;
}

export type DiffRow =
  | { kind: 'hunk'; hunk: number }
  | { kind: 'inline'; old?: Side; now?: Side }
  | { kind: 'pair'; old?: Side; now?: Side };

export type DiffLayout = 'inline' | 'side-by-side';

/** Rows of equal height, for a list that renders only the visible ones. */
export function diffRows(hunks: readonly DiffHunk[], layout: DiffLayout): DiffRow[] {
  return hunks.flatMap((hunk, index) => [
    { kind: 'hunk', hunk: index } as const,
    ...(layout === 'inline' ? inline(hunk, index) : pairs(hunk, index)),
  ]);
}

function* sides(hunk: DiffHunk, index: number): Generator<{ old?: Side; now?: Side; line: DiffLine }> {
  let oldIndex = 0;
  let nowIndex = 0;
  for (const line of hunk.lines) {
    const old = { line, number: hunk.oldStart + oldIndex, hunk: index, index: oldIndex };
    const now = { line, number: hunk.newStart + nowIndex, hunk: index, index: nowIndex };
    if (line.kind !== 'added') oldIndex += 1;
    if (line.kind !== 'removed') nowIndex += 1;
    if (line.kind === 'added') yield { now, line };
    else if (line.kind === 'removed') yield { old, line };
    else yield { old, now, line };
  }
}

function inline(hunk: DiffHunk, index: number): DiffRow[] {
  return [...sides(hunk, index)].map(({ old, now }) => ({
    kind: 'inline',
    ...(old ? { old } : {}),
    ...(now ? { now } : {}),
  }));
}

/** Places removed lines beside the added lines that replace them. */
function pairs(hunk: DiffHunk, index: number): DiffRow[] {
  const rows: DiffRow[] = [];
  let removed: Side[] = [];
  let added: Side[] = [];
  const flush = () => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1) {
      const old = removed[at];
      const now = added[at];
      rows.push({ kind: 'pair', ...(old ? { old } : {}), ...(now ? { now } : {}) });
    }
    removed = [];
    added = [];
  };
  for (const { old, now } of sides(hunk, index)) {
    if (old && now) {
      flush();
      rows.push({ kind: 'pair', old, now });
    } else if (old) removed.push(old);
    else if (now) added.push(now);
  }
  flush();
  return rows;
}

/** The text of one side of a hunk, because a highlighter needs its lines together. */
export function sideText(hunk: DiffHunk, side: 'old' | 'now'): string {
  const other = side === 'old' ? 'added' : 'removed';
  return hunk.lines
    .filter(({ kind }) => kind !== other)
    .map(({ text }) => text)
    .join('\n');
}
