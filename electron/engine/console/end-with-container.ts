import type { Duplex } from 'node:stream';
import type { Agent } from '../../contract/agent.ts';
import type { Clock } from '../../lib/clock.ts';
import type { AgentDirectory } from '../directory/directory.ts';

/** Output that the engine still holds arrives within this time; where it does, the engine ends the stream itself. */
const QUIET_MS = 1_000;

/**
 * Ends the stream of an exec once its container has ended and all output was read, because under gVisor the engine
 * leaves it open for good (Engine 20.10, runsc 20221219). `agent` is as it was when the exec began. Returns a function
 * that stops this.
 */
export function endWithContainer(
  stream: Duplex,
  agent: Agent,
  { directory, clock }: { directory: Pick<AgentDirectory, 'onChange'>; clock: Clock },
): () => void {
  let cancel = () => {};
  const end = () => {
    // A window that is slow to take output has some left to read. Whether the stream is paused does not tell, because a
    // loop that reads it keeps it so.
    if (stream.readableLength > 0) cancel = clock.after(QUIET_MS, end);
    else stream.destroy();
  };
  const off = directory.onChange(({ upserted, removed }) => {
    const now = upserted.find(({ id }) => id === agent.id);
    if (!removed.includes(agent.id) && (!now || isSameRun(agent, now))) return;
    off();
    cancel = clock.after(QUIET_MS, end);
  });
  return () => {
    off();
    cancel();
  };
}

function isSameRun(before: Agent, now: Agent): boolean {
  if (now.containerId !== before.containerId || now.status === 'stopped' || now.status === 'failed')
    return false;
  // The directory may learn of a start only after the exec began.
  return before.status !== 'running' || now.startedAt === before.startedAt;
}
