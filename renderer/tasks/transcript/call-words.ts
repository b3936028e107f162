import { formatDuration } from '../../../electron/lib/format-duration.ts';
import { formatNumber } from '../../format/number.ts';
import type { RowContent } from './rows.ts';

type Call = Extract<RowContent, { kind: 'call' }>;

/** As much of an input as fits into a line. */
const SHORT_CHARACTERS = 300;

/** Each file once. */
export const editedPaths = (edits: Call['edits']): string[] => [...new Set(edits.map(({ path }) => path))];

/** What a call is about, in a line: its files, or else the first line of its input. */
export function shortInput({ input, edits }: Pick<Call, 'input' | 'edits'>): string {
  const [path, ...others] = editedPaths(edits);
  if (path !== undefined)
    return others.length === 0 ? path : `${path} and ${formatNumber(others.length)} more`;
  return input.trimStart().split('\n', 1)[0]?.slice(0, SHORT_CHARACTERS) ?? '';
}

/** "1 of 3 done" */
export function todoWords(items: readonly { state: string }[]): string {
  const done = items.filter(({ state }) => state === 'done').length;
  return `${formatNumber(done)} of ${formatNumber(items.length)} done`;
}

/** How long a call took, by the program's own word; undefined where that makes no sense. */
export function callDuration(from: number | undefined, to: number | undefined): string | undefined {
  if (from === undefined || to === undefined) return undefined;
  const ms = to - from;
  if (!Number.isFinite(ms) || ms < 0) return undefined;
  return ms < 1_000 ? `${formatNumber(Math.round(ms))} ms` : formatDuration(ms);
}
