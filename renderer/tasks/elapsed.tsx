import type { Attempt } from '../../electron/contract/task.ts';
import { formatDuration } from '../../electron/lib/format-duration.ts';
import { useNow } from '../format/use-now.ts';

/** How long an attempt works, or worked; nothing before it has begun. */
export function Elapsed({ attempt: { begunAt, endedAt } }: { attempt: Attempt }) {
  if (begunAt === undefined) return null;
  return (
    <span className="figures whitespace-nowrap text-subtle">
      <span className="sr-only">Time: </span>
      {endedAt === undefined ? <RunningTime begunAt={begunAt} /> : timeBetween(begunAt, endedAt)}
    </span>
  );
}

function RunningTime({ begunAt }: { begunAt: number }) {
  return timeBetween(begunAt, useNow(1_000));
}

/** The times are of the engine's clock, which may be ahead of ours. */
function timeBetween(from: number, to: number): string {
  return formatDuration(Math.max(0, to - from));
}
