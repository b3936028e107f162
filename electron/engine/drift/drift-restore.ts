import type { Resources } from '../../contract/agent-spec.ts';
import type { Difference } from '../../contract/isolation.ts';
import type { AgentProvisioner } from '../creation/agent-provisioner.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import type { EgressService } from '../egress/egress-service.ts';
import type { Groups } from '../networks/groups.ts';
import { groupNetworkName, objectNames } from '../objects/object-names.ts';
import { subnetOf } from '../objects/subnet.ts';
import type { GroupOverrides } from '../records/group-overrides.ts';
import type { LimitOverrides } from '../records/limit-overrides.ts';
import { restartPolicy } from '../sandbox/compile.ts';
import type { DriftWatch } from './drift-watch.ts';

export interface RestoreDeps {
  engine(): Engine;
  directory: AgentDirectory;
  egress: Pick<EgressService, 'update'>;
  limits: Pick<LimitOverrides, 'spec'>;
  chosenGroups: Pick<GroupOverrides, 'of'>;
  groups: Pick<Groups, 'join' | 'leave'>;
  provisioner: Pick<AgentProvisioner, 'update' | 'recreate'>;
  watch: Pick<DriftWatch, 'check'>;
}

/**
 * Restores an agent to its settings: first the running container, then, if requested, a new container for the rest.
 * Resolves to the operation that creates it, or null. Throws the engine's first failure, after the earlier repairs.
 */
export async function restoreDrift(
  deps: RestoreDeps,
  { agentId, recreate }: { agentId: string; recreate: boolean },
  signal: AbortSignal,
): Promise<string | null> {
  const engine = deps.engine();
  const { containerId, name: agentName } = deps.directory.get(agentId);
  const differences = await deps.watch.check(agentId, signal);
  const inspect = await engine.inspectContainer(containerId, { signal });
  const spec = await deps.limits.spec(agentId, inspect);
  const group = await deps.chosenGroups.of(agentId, inspect);
  if (!spec || differences.length === 0) return null;
  // Disconnects unwanted networks first, because they are a way out.
  for (const { id, remedy } of differences) {
    if (remedy !== 'live') continue;
    if (id.startsWith('network.'))
      await engine.disconnectNetwork(id.slice('network.'.length), containerId, { signal });
    if (id.startsWith('neighbour.')) {
      const neighbour = id.slice('neighbour.'.length);
      await engine.disconnectNetwork(objectNames(agentId).network, neighbour, { signal });
    }
    if (id.startsWith('stranger.') && group !== null)
      await engine.disconnectNetwork(groupNetworkName(group), id.slice('stranger.'.length), { signal });
  }
  // Removes the network of a group that the agent was connected to by hand, if it was the only member.
  await deps.groups.leave(containerId, group);
  const live = new Set(differences.filter(({ remedy }) => remedy === 'live').map(({ id }) => id));
  if (live.has('network')) await reconnect(engine, agentId, containerId, signal);
  if (live.has('group') && group !== null) await deps.groups.join(group, { containerId, agentName }, signal);
  if (live.has('gateway')) await deps.egress.update(agentId, (egress) => egress);
  const limits = wrongLimits(differences, spec.resources);
  if (Object.keys(limits).length > 0) await deps.provisioner.update(agentId, limits, signal);
  if (live.has('restart'))
    await engine.updateContainer(containerId, { RestartPolicy: restartPolicy(spec.restart) }, { signal });
  await deps.watch.check(agentId, signal);
  if (!recreate || !differences.some(({ remedy }) => remedy === 'recreate')) return null;
  const change = { isolation: {}, resources: spec.resources, keepWritableLayer: true };
  return (await deps.provisioner.recreate(agentId, change, signal)).id;
}

function wrongLimits(differences: readonly Difference[], expected: Resources): Partial<Resources> {
  const wrong = (id: string) =>
    differences.some((difference) => difference.id === id && difference.remedy === 'live');
  return {
    ...(wrong('limit.memory') || wrong('limit.swap') ? { memoryBytes: expected.memoryBytes } : {}),
    ...(wrong('limit.cpus') ? { cpus: expected.cpus } : {}),
    ...(wrong('limit.pids') ? { pids: expected.pids } : {}),
  };
}

async function reconnect(
  engine: Engine,
  agentId: string,
  containerId: string,
  signal: AbortSignal,
): Promise<void> {
  const { Id, IPAM } = await engine.inspectNetwork(objectNames(agentId).network, { signal });
  const subnet = subnetOf(IPAM.Config?.[0]?.Subnet);
  await engine.connectNetwork(Id, containerId, subnet ? { address: subnet.agentAddress } : {}, { signal });
}
