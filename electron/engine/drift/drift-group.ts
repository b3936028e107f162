import type { Difference } from '../../contract/isolation.ts';
import { listed } from '../../lib/listed.ts';
import { weaknessesOf } from '../networks/internal-network.ts';
import { groupNetworkName } from '../objects/object-names.ts';
import type { DriftSubject } from './drift.ts';

/** Compares the agent's place in its group, and that group's network, with its settings. Pure. */
export function driftOfGroup(subject: DriftSubject): Difference[] {
  const { spec, inspect, networks, facts, agentContainers } = subject;
  if (spec.group === null) return [];
  const name = groupNetworkName(spec.group);
  const words = `The group “${spec.group}”`;
  if (!Object.hasOwn(inspect.NetworkSettings.Networks, name)) {
    const actual = 'Not connected: it reaches no other agent';
    return [{ id: 'group', subject: words, expected: 'Connected', actual, remedy: 'live' }];
  }
  const network = networks.find(({ Name }) => Name === name);
  const holes = network ? weaknessesOf(network, facts) : [];
  const strangers = Object.entries(network?.Containers ?? {}).filter(([id]) => !agentContainers.has(id));
  return [
    ...(holes.length === 0
      ? []
      : [
          {
            id: 'group.hardening',
            subject: words,
            expected: 'Internal, without IPv6 and without the host',
            actual: `Its network ${listed(holes)}`,
            remedy: 'none' as const,
          },
        ]),
    ...strangers.map(([id, { Name }]) => ({
      id: `stranger.${id}`,
      subject: `Container “${Name}” in the group “${spec.group}”`,
      expected: 'Not connected',
      actual: 'Connected: it is no agent, and reaches every member directly',
      remedy: 'live' as const,
    })),
  ];
}
