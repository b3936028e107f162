import type { LogSource } from '../docker/frames.ts';
import { joinAt } from './join.ts';
import type { TimedLine } from './live-stream.ts';

/** The time span, in ms since the epoch, for which the ring may already hold lines of the history. */
export interface Overlap {
  from: number;
  until: number;
}

/**
 * Returns the lines of `history` that `ringLines` lacks, and the sources whose join is uncertain. Lines of each source are
 * in order.
 */
export function unseenLines(
  history: readonly TimedLine[],
  ringLines: readonly { source: string; text: string; at?: number | undefined }[],
  overlaps: Overlap,
): { lines: TimedLine[]; uncertain: LogSource[] } {
  const recent = ringLines.filter(({ at = 0 }) => at >= overlaps.from);
  const drop = { stdout: 0, stderr: 0 };
  const uncertain: LogSource[] = [];
  for (const source of ['stdout', 'stderr'] as const) {
    const lines = history.filter((line) => line.source === source);
    const expected = lines.filter(({ at }) => (at ?? 0) <= overlaps.until).length;
    const join = joinAt(
      recent.filter((line) => line.source === source),
      lines,
      expected,
    );
    drop[source] = join.drop;
    if (!join.certain && expected > 0) uncertain.push(source);
  }
  const lines = history.filter((line) => {
    if (drop[line.source] === 0) return true;
    drop[line.source] -= 1;
    return false;
  });
  return { lines, uncertain };
}
