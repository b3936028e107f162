import { readFile } from 'node:fs/promises';
import type { EngineFacts } from '../../contract/engine.ts';
import type { ContainerInspect } from '../docker/api.ts';

/**
 * What the host's kernel says of the agent's first process (`/proc/PID/status`), by key: the view from outside, which
 * nothing in the container can change. undefined where the engine's processes are not this machine's.
 */
export async function hostStatus(
  inspect: ContainerInspect,
  facts: EngineFacts,
): Promise<ReadonlyMap<string, string> | undefined> {
  const pid = inspect.State.Pid;
  if (process.platform !== 'linux' || !facts.isLocal || facts.isDesktop || pid <= 0) return undefined;
  try {
    const cgroup = await readFile(`/proc/${pid}/cgroup`, 'utf8');
    // The engine may count processes in a namespace of its own: then the number means somebody else here.
    if (!cgroup.includes(inspect.Id)) return undefined;
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return new Map(
      status.split('\n').flatMap((line): [string, string][] => {
        const colon = line.indexOf(':');
        return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1).trim()]] : [];
      }),
    );
  } catch (error) {
    // It ended meanwhile, or /proc is hidden from other users (hidepid): the view from inside is what is left.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
