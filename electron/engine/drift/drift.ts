import type { AgentSpec } from '../../contract/agent-spec.ts';
import type { EngineFacts } from '../../contract/engine.ts';
import type { Difference } from '../../contract/isolation.ts';
import { exactSize } from '../../contract/sizes.ts';
import { listed } from '../../lib/listed.ts';
import { limitsOf } from '../directory/directory-agent.ts';
import type { ContainerInspect, NetworkInspect } from '../docker/api.ts';
import { weaknessesOf } from '../networks/internal-network.ts';
import { GATEWAY_CONTAINER } from '../objects/gateway-names.ts';
import { groupNetworkName, objectNames } from '../objects/object-names.ts';
import { driftOfGroup } from './drift-group.ts';
import { driftOfSandbox } from './drift-sandbox.ts';

/** An agent's settings, and what the engine reports. */
export interface DriftSubject {
  agentId: string;
  /** Includes the limits and the group that the person chose last. */
  spec: AgentSpec;
  inspect: ContainerInspect;
  /** The container's networks, and the agent's own network if the engine has it. */
  networks: readonly NetworkInspect[];
  /** The gateway's container, while it should be on the agent's network. */
  gatewayId: string | undefined;
  facts: Pick<EngineFacts, 'isPodman' | 'rootless'>;
  /** The containers of all agents; empty for an agent without a group, which needs none. */
  agentContainers: ReadonlySet<string>;
}

/** Lists all differences between an agent and its settings, in words. Pure. */
export function drift(subject: DriftSubject): Difference[] {
  return [
    ...foreignNetworks(subject),
    ...ownNetwork(subject),
    ...driftOfGroup(subject),
    ...limits(subject),
    ...restart(subject),
    ...driftOfSandbox(subject),
  ];
}

function foreignNetworks({ agentId, spec, inspect, networks }: DriftSubject): Difference[] {
  const own = objectNames(agentId).network;
  const group = spec.group === null ? undefined : groupNetworkName(spec.group);
  return Object.keys(inspect.NetworkSettings.Networks)
    .filter((name) => name !== own && name !== group && name !== 'none')
    .map((name) => {
      const leadsOutside = networks.some(({ Name, Internal }) => Name === name && !Internal);
      // A network mode set at the start (host, another container's) is part of the container.
      const fixed = inspect.HostConfig.NetworkMode === 'host';
      return {
        id: `network.${name}`,
        subject: `Network “${name}”`,
        expected: 'Not connected',
        actual: leadsOutside ? 'Connected: it leads outside, past the gateway' : 'Connected',
        remedy: fixed ? 'recreate' : 'live',
      };
    });
}

function ownNetwork({ agentId, inspect, networks, gatewayId, facts }: DriftSubject): Difference[] {
  const name = objectNames(agentId).network;
  const network = networks.find(({ Name }) => Name === name);
  if (!network) {
    const subject = 'The agent’s own network';
    return [{ id: 'network', subject, expected: 'Present', actual: 'Missing on the engine', remedy: 'none' }];
  }
  const differences: Difference[] = [];
  if (!Object.hasOwn(inspect.NetworkSettings.Networks, name)) {
    differences.push({
      id: 'network',
      subject: 'The agent’s own network',
      expected: 'Connected',
      actual: 'Not connected: the gateway cannot be reached',
      remedy: inspect.HostConfig.NetworkMode === name ? 'live' : 'recreate',
    });
  }
  const holes = weaknessesOf(network, facts);
  if (holes.length > 0) {
    differences.push({
      id: 'network.hardening',
      subject: 'The agent’s own network',
      expected: 'Internal, without IPv6 and without the host',
      actual: `It ${listed(holes)}`,
      remedy: 'none',
    });
  }
  const members = Object.entries(network.Containers ?? {});
  if (gatewayId && inspect.State.Running && !members.some(([id]) => id === gatewayId)) {
    differences.push({
      id: 'gateway',
      subject: 'The gateway on the agent’s network',
      expected: 'Connected',
      actual: 'Not connected: nothing gets out',
      remedy: 'live',
    });
  }
  for (const [id, { Name }] of members) {
    if (id === inspect.Id || id === gatewayId || Name === GATEWAY_CONTAINER) continue;
    differences.push({
      id: `neighbour.${id}`,
      subject: `Container “${Name}” on the agent’s network`,
      expected: 'Not connected',
      actual: 'Connected: the two reach each other directly',
      remedy: 'live',
    });
  }
  return differences;
}

/** The gateway's name on every engine; an older gateway may still exist beside the current one. */

const limitLabel = (value: number, show: (value: number) => string) => (value > 0 ? show(value) : 'None');

function limits({ spec, inspect }: DriftSubject): Difference[] {
  const actual = limitsOf(inspect.HostConfig);
  const { memoryBytes, cpus, pids } = spec.resources;
  const { MemorySwap = 0, CpuQuota = 0, NanoCpus = 0 } = inspect.HostConfig;
  const differences: Difference[] = [];
  const differ = (
    id: string,
    subject: string,
    expected: string,
    actual: string,
    remedy: Difference['remedy'],
  ) => differences.push({ id, subject, expected, actual, remedy });
  if (actual.memoryBytes !== memoryBytes) {
    const found = limitLabel(actual.memoryBytes, exactSize);
    differ('limit.memory', 'Memory limit', exactSize(memoryBytes), found, 'live');
  } else if (MemorySwap > memoryBytes) {
    // An engine reports -1 when its kernel does not count swap.
    const found = `${exactSize(MemorySwap - memoryBytes)} on top of memory`;
    differ('limit.swap', 'Swap', 'None', found, 'live');
  }
  // The engine stores billionths of a CPU, a quota microseconds per tenth of a second.
  if (Math.abs(actual.cpus - cpus) > 0.0001) {
    const found = limitLabel(actual.cpus, String);
    // A quota set by hand cannot be replaced live: the engine refuses CPUs beside it.
    differ('limit.cpus', 'CPUs', String(cpus), found, CpuQuota > 0 && NanoCpus === 0 ? 'recreate' : 'live');
  }
  if (actual.pids !== pids)
    differ('limit.pids', 'Process limit', String(pids), limitLabel(actual.pids, String), 'live');
  return differences;
}

const RESTARTS: Readonly<Record<string, string>> = {
  no: 'Never',
  'on-failure': 'When it fails',
  'unless-stopped': 'Unless it was stopped',
  always: 'Always',
};

function restart({ spec, inspect }: DriftSubject): Difference[] {
  const name = inspect.HostConfig.RestartPolicy?.Name || 'no';
  if (name === spec.restart) return [];
  return [
    {
      id: 'restart',
      subject: 'Restarted by the engine',
      expected: RESTARTS[spec.restart] ?? spec.restart,
      actual: RESTARTS[name] ?? name,
      remedy: 'live',
    },
  ];
}
