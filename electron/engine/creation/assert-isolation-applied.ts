import { AppFailure } from '../../contract/error.ts';
import type { ContainerCreate, ContainerInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';

/** Docker reports `ALL`; other engines may list each capability by name instead. */
const MANY_CAPABILITIES = 10;

/**
 * Lists, in words, the requested isolation that the engine left out of the container. Docker refuses what it cannot do;
 * other engines with its API are known to ignore it.
 */
export function isolationLeftOut(requested: ContainerCreate, actual: ContainerInspect): string[] {
  const [want, have] = [requested.HostConfig, actual.HostConfig];
  const options = (prefix: string) => (want.SecurityOpt ?? []).some((option) => option.startsWith(prefix));
  const hasOption = (prefix: string) => (have.SecurityOpt ?? []).some((option) => option.startsWith(prefix));
  const dropped = have.CapDrop ?? [];
  const dropsAll = dropped.includes('ALL') || dropped.length >= MANY_CAPABILITIES;
  const leftOut: [boolean, string][] = [
    [want.ReadonlyRootfs === true && have.ReadonlyRootfs !== true, 'the read-only root'],
    [want.CapDrop?.includes('ALL') === true && !dropsAll, 'dropping all capabilities'],
    [options('no-new-privileges') && !hasOption('no-new-privileges'), 'no new privileges'],
    [options('seccomp=') && !hasOption('seccomp='), 'the seccomp profile'],
    [want.Runtime !== undefined && have.Runtime !== want.Runtime, `the runtime “${want.Runtime}”`],
    [requested.User !== undefined && actual.Config.User !== requested.User, 'the agent’s user'],
    [have.Privileged === true && want.Privileged !== true, 'running without privileges'],
    [have.NetworkMode !== want.NetworkMode, 'the agent’s own network'],
  ];
  return leftOut.flatMap(([isMissing, words]) => (isMissing ? [words] : []));
}

/** Rejects with `isolation-unsupported` when the container lacks isolation that was requested. */
export async function assertIsolationApplied(
  engine: Engine,
  containerId: string,
  requested: ContainerCreate,
  signal: AbortSignal,
): Promise<void> {
  const leftOut = isolationLeftOut(requested, await engine.inspectContainer(containerId, { signal }));
  if (leftOut.length === 0) return;
  throw new AppFailure({
    type: 'isolation-unsupported',
    message: `The engine has silently left out ${leftOut.join(', ')}. The agent would not be isolated as you chose, so it was not made.`,
    actions: [],
  });
}
