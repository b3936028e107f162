import type { Agent } from '../../../contract/agent.ts';
import { AppFailure } from '../../../contract/error.ts';
import { isInside } from '../../../lib/is-inside.ts';

/** Agents that can write to a folder of this machine at this moment, or to a part of it, or to what it lies in. */
export function writersOf(
  agents: readonly Pick<Agent, 'name' | 'status' | 'spec'>[],
  folder: string,
): string[] {
  return agents
    .filter(({ status, spec }) => {
      // A paused or stopped agent writes nothing. An unreachable agent may write.
      if (status === 'paused' || status === 'stopped' || status === 'failed') return false;
      if (spec?.workspace.kind !== 'host-folder') return false;
      const { path, readOnly, folders } = spec.workspace;
      return [{ path, readOnly }, ...folders].some((each) => !each.readOnly && overlap(each.path, folder));
    })
    .map(({ name }) => name);
}

function overlap(a: string, b: string): boolean {
  return isInside(a, b) || isInside(b, a);
}

/** Throws `conflict` while an agent could change the folder at the same time. */
export function refuseWriters(writers: readonly string[], folder: string): void {
  if (writers.length === 0) return;
  const names = writers.map((name) => `“${name}”`).join(' and ');
  throw new AppFailure({
    type: 'conflict',
    message: `${names} can write to ${folder} at this moment. Pause or stop ${writers.length === 1 ? 'it' : 'them'}, then try again.`,
    actions: [{ kind: 'retry', label: 'Try again' }],
  });
}
