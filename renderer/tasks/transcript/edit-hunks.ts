import type { DiffHunk, DiffLine } from '../../../electron/contract/changes.ts';

/** As much of a line as is shown: more would be laid out with every frame. */
const LINE_CHARACTERS = 2_000;
const HEAD = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/;
const KINDS: Readonly<Record<string, DiffLine['kind']>> = { '+': 'added', '-': 'removed', ' ': 'context' };

/** Whether the diff says where in its file it is. */
export const hasPlaces = (diff: string): boolean => HEAD.test(diff.split('\n', 1)[0] ?? '');

/**
 * The hunks of a diff in unified form, without its header, as a program reports it. It may be of any form: lines before the
 * first head are of a hunk at line 1, and a line without a sign is one of context.
 */
export function editHunks(diff: string): DiffHunk[] {
  const hunks: DiffHunk[] = [];
  const lines = diff.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    const head = HEAD.exec(line);
    if (head) {
      const [, oldStart, oldLines = '1', newStart, newLines = '1', heading = ''] = head;
      hunks.push({
        oldStart: Number(oldStart),
        oldLines: Number(oldLines),
        newStart: Number(newStart),
        newLines: Number(newLines),
        heading,
        lines: [],
      });
      continue;
    }
    if (hunks.length === 0) {
      hunks.push({ oldStart: 1, oldLines: 0, newStart: 1, newLines: 0, heading: '', lines: [] });
    }
    const into = hunks.at(-1)?.lines ?? [];
    const last = into.at(-1);
    if (line.startsWith('\\') && last) last.noEnd = true;
    else into.push(lineOf(line));
  }
  return hunks;
}

function lineOf(line: string): DiffLine {
  const kind = KINDS[line[0] ?? ''];
  const text = kind ? line.slice(1) : line;
  return {
    kind: kind ?? 'context',
    text: text.slice(0, LINE_CHARACTERS),
    ...(text.length > LINE_CHARACTERS ? { cut: true } : {}),
  };
}

/** Lines added and removed. */
export function editCounts(diff: string): { added: number; removed: number } {
  const kinds = editHunks(diff).flatMap(({ lines }) => lines.map(({ kind }) => kind));
  const count = (wanted: DiffLine['kind']) => kinds.filter((kind) => kind === wanted).length;
  return { added: count('added'), removed: count('removed') };
}
