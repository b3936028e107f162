import type { Finding } from '../../contract/isolation.ts';
import { listed } from '../../lib/listed.ts';
import type { ContainerInspect, NetworkInspect } from '../docker/api.ts';
import { CONTAINER_NAME_PREFIX } from '../objects/labels.ts';
import { finding } from './posture-subject.ts';

/** What an agent's group weakens: its members reach each other, and what each of them reaches. Pure. */
export function groupFindings(
  group: string,
  network: NetworkInspect,
  { Id }: Pick<ContainerInspect, 'Id'>,
): Finding[] {
  const others = Object.entries(network.Containers ?? {})
    .filter(([id]) => id !== Id)
    .map(([, { Name }]) => Name);
  const members = others.filter((name) => name.startsWith(CONTAINER_NAME_PREFIX));
  const strangers = others.filter((name) => !members.includes(name));
  return [
    members.length === 0
      ? finding(
          'note',
          'network.group',
          `In the group “${group}”, where no other agent runs`,
          'Whoever joins it can reach this agent directly, without the gateway in between.',
        )
      : finding(
          'weak',
          'network.group',
          `In the group “${group}” with ${listed(members.map((name) => name.slice(CONTAINER_NAME_PREFIX.length)))}`,
          'They reach each other directly, without the gateway in between. Its peers’ egress is reachable through them, also while its own is Off.',
        ),
    ...(strangers.length === 0
      ? []
      : [
          finding(
            'weak',
            'network.neighbours',
            `Shares the network of its group with ${listed(strangers)}`,
            'They are no agents of Bulkhead, and reach this one directly.',
          ),
        ]),
  ];
}
