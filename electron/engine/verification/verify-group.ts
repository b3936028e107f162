import type { Agent } from '../../contract/agent.ts';
import type { ProbeResult } from '../../contract/isolation.ts';
import { listed } from '../../lib/listed.ts';
import type { ContainerInspect } from '../docker/api.ts';
import { groupNetworkName } from '../objects/object-names.ts';
import { inconclusive, pass } from './verify-evidence.ts';
import { CLOSED_PORT, type NetworkSetting } from './verify-network-targets.ts';
import type { Attempt } from './verify-targets.ts';

type Neighbour = NetworkSetting['others'][number];

/** Addresses of one container that are tried: its own network's, its group's, and one connected by hand. */
const ADDRESSES_EACH = 3;

/**
 * The addresses of another container to try. One is a peer's only where both agents are in the group by the choice of
 * the person: an address on another network, and an agent that was connected by hand, must not answer. Pure.
 */
export function neighboursOf(
  { Name, NetworkSettings }: Pick<ContainerInspect, 'Name' | 'NetworkSettings'>,
  options: { sharedGroup?: string | undefined; leftOut?: (networkId: string | undefined) => boolean },
): Neighbour[] {
  const { sharedGroup, leftOut = () => false } = options;
  const peerNetwork = sharedGroup === undefined ? undefined : groupNetworkName(sharedGroup);
  return Object.entries(NetworkSettings.Networks)
    .filter(([, { NetworkID, IPAddress }]) => IPAddress && !leftOut(NetworkID))
    .slice(0, ADDRESSES_EACH)
    .map(([network, { IPAddress = '' }]) => ({
      name: Name.replace(/^\//, ''),
      address: IPAddress,
      // The port is closed everywhere: a reached neighbour refuses, and so reveals itself.
      port: CLOSED_PORT,
      isPeer: network === peerNetwork,
    }));
}

/** The group that the person chose for both agents; undefined when they are to share none. */
export async function sharedGroupOf(
  groupOf: ((agentId: string, inspect: ContainerInspect) => Promise<string | null>) | undefined,
  own: string | null,
  { id }: Pick<Agent, 'id'>,
  inspect: ContainerInspect,
): Promise<string | undefined> {
  if (own === null || !groupOf) return undefined;
  return (await groupOf(id, inspect)) === own ? own : undefined;
}

/**
 * Says which agents of its group an agent reaches, as its group intends. No agent that does not answer is a failure of
 * its isolation. Pure.
 */
export function judgeGroup(
  { group, others }: Pick<NetworkSetting, 'group' | 'others'>,
  attemptOf: (key: string) => Attempt | undefined,
): ProbeResult[] {
  if (group === null) return [];
  const probe = {
    id: 'group',
    name: `Agents of its group “${group}”`,
    expected: 'Answers: the group is meant to connect them, and what each of them may reach',
  };
  const peers = others.filter(({ isPeer }) => isPeer);
  if (peers.length === 0) return [inconclusive(probe, 'No other agent of the group runs.')];
  const reached = peers.filter((peer) =>
    ['connected', 'refused'].includes(attemptOf(peerKey(peer))?.kind ?? ''),
  );
  if (reached.length < peers.length) {
    const silent = peers.filter((peer) => !reached.includes(peer)).map(({ name }) => name);
    return [inconclusive(probe, `No answer from ${listed(silent)}`)];
  }
  return [pass(probe, `Reached ${listed(peers.map(({ name }) => name))}, as intended`)];
}

export const peerKey = ({ name, address }: Neighbour) => `peer ${name} ${address}`;
