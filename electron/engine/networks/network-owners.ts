import { AppFailure } from '../../contract/error.ts';
import type { NetworkInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { ROLE_LABEL } from '../objects/labels.ts';

/** Docker's own three networks, which cannot be removed. */
const BUILT_IN: ReadonlySet<string> = new Set(['bridge', 'host', 'none']);
const PROJECT_LABEL = 'com.docker.compose.project';
/** Projects named one by one; the others are counted. */
const NAMED = 4;

/** Says how many networks there are on an engine and whose, in one sentence. Pure. */
export function networkOwners(networks: readonly Pick<NetworkInspect, 'Name' | 'Labels'>[]): string {
  const others = networks.filter(({ Name }) => !BUILT_IN.has(Name));
  const own = others.filter(({ Labels }) => Labels?.[ROLE_LABEL] !== undefined);
  const foreign = others.filter(({ Labels }) => Labels?.[ROLE_LABEL] === undefined);
  const projects = new Map<string, number>();
  for (const { Labels } of foreign) {
    const project = Labels?.[PROJECT_LABEL];
    if (project !== undefined) projects.set(project, (projects.get(project) ?? 0) + 1);
  }
  const largest = [...projects].sort(([, one], [, other]) => other - one);
  const unnamed = foreign.length - sum(largest.map(([, count]) => count));
  const parts = [
    own.length === 0 ? '' : `${own.length} of Bulkhead`,
    ...largest.slice(0, NAMED).map(([project, count]) => `${count} of the Compose project “${project}”`),
    largest.length > NAMED
      ? `${sum(largest.slice(NAMED).map(([, count]) => count))} of ${largest.length - NAMED} more Compose projects`
      : '',
    unnamed === 0 ? '' : `${unnamed} of others`,
  ].filter(Boolean);
  return `The engine has ${networks.length} networks${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.`;
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

/** The failure, with whose networks there are; the failure itself where they cannot be listed. */
export async function withNetworks(engine: Pick<Engine, 'listNetworks'>, error: unknown): Promise<unknown> {
  if (!(error instanceof AppFailure)) return error;
  const networks = await engine.listNetworks({}).catch(() => undefined);
  if (networks === undefined) return error;
  return new AppFailure({ ...error.error, message: `${error.error.message} ${networkOwners(networks)}` });
}
