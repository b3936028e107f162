import { type RawHunk, splitLines } from './parse-diff.ts';

/**
 * The content with the hunks applied; undefined when it is not what they were made of. `exact`: every hunk's lines must
 * be where its header says (the content is the old side). `merge`: they may have moved, because somebody else changed
 * other places; a hunk that fits in several places equally well, or in none, fits nowhere.
 *
 * Hunks are in order and do not overlap, as git prints them. Bytes that no hunk names come through unchanged.
 */
export function applyHunks(
  content: Uint8Array,
  hunks: readonly RawHunk[],
  mode: 'exact' | 'merge',
): Buffer | undefined {
  const lines = splitLines(
    Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1'),
  );
  const result: string[] = [];
  let consumed = 0;
  let moved = 0;
  for (const hunk of hunks) {
    const old = hunk.lines.filter(({ kind }) => kind !== 'added').map(({ content }) => content);
    // With no old lines, the header names the line after which the new ones come.
    const expectedAt = hunk.oldLines === 0 ? hunk.oldStart : hunk.oldStart - 1;
    const at =
      mode === 'exact'
        ? fits(lines, old, expectedAt, consumed)
        : find(lines, old, expectedAt + moved, consumed);
    if (at === undefined) return undefined;
    moved = at - expectedAt;
    result.push(...lines.slice(consumed, at));
    for (const { kind, content } of hunk.lines) if (kind !== 'removed') result.push(content);
    consumed = at + old.length;
  }
  const rest = lines.slice(consumed);
  // A line without an end would join the new line after it.
  if (result.some((line, index) => !line.endsWith('\n') && (index < result.length - 1 || rest.length > 0))) {
    return undefined;
  }
  return Buffer.from([...result, ...rest].join(''), 'latin1');
}

function fits(lines: string[], old: string[], at: number, from: number): number | undefined {
  if (at < from || at + old.length > lines.length) return undefined;
  return old.every((line, index) => lines[at + index] === line) ? at : undefined;
}

/** The place nearest to the expected one. It is undefined when two places are equally near, or nothing identifies one. */
function find(lines: string[], old: string[], expectedAt: number, from: number): number | undefined {
  if (old.length === 0) return lines.length === 0 && expectedAt === 0 ? 0 : undefined;
  const exact = fits(lines, old, expectedAt, from);
  if (exact !== undefined) return exact;
  for (let distance = 1; distance <= lines.length; distance += 1) {
    const before = fits(lines, old, expectedAt - distance, from);
    const after = fits(lines, old, expectedAt + distance, from);
    if (before !== undefined && after !== undefined) return undefined;
    if (before !== undefined || after !== undefined) return before ?? after;
  }
  return undefined;
}
