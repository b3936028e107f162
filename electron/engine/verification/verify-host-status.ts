import { readFile } from 'node:fs/promises';
import type { EngineFacts } from '../../contract/engine.ts';
import type { ContainerInspect } from '../docker/api.ts';

/**
 * The host kernel's status of the agent's first process (`/proc/PID/status`), by key: the view from outside, which the
 * container cannot forge. undefined when the engine's processes are not on this machine.
 */
export async function hostStatus(
  inspect: ContainerInspect,
  facts: EngineFacts,
): Promise<ReadonlyMap<string, string> | undefined> {
  const pid = inspect.State.Pid;
  if (process.platform !== 'linux' || !facts.isLocal || facts.isDesktop || pid <= 0) return undefined;
  try {
    const cgroup = await readFile(`/proc/${pid}/cgroup`, 'utf8');
    // The engine may use its own PID namespace: then the number is another process here.
    if (!cgroup.includes(inspect.Id)) return undefined;
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return new Map(
      status.split('\n').flatMap((line): [string, string][] => {
        const colon = line.indexOf(':');
        return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1).trim()]] : [];
      }),
    );
  } catch (error) {
    // The process ended meanwhile, or /proc is hidden from other users (hidepid): only the view from inside remains.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
