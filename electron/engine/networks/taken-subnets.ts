import type { EngineFacts } from '../../contract/engine.ts';
import type { Engine } from '../docker/engine.ts';

export interface SubnetDeps {
  engine(): Engine;
  facts(): EngineFacts;
  /** Networks of this machine in CIDR notation, such as a VPN's. */
  machine: { networks(): readonly string[] };
}

/** Subnets that a new network must not overlap. */
export async function takenSubnets(deps: SubnetDeps, signal?: AbortSignal): Promise<string[]> {
  const subnets = await subnetsOnEngine(deps.engine(), signal);
  return deps.facts().isLocal ? [...subnets, ...deps.machine.networks()] : subnets;
}

/** The subnets of an engine's networks. */
export async function subnetsOnEngine(
  engine: Pick<Engine, 'listNetworks'>,
  signal?: AbortSignal,
): Promise<string[]> {
  const networks = await engine.listNetworks({}, signal ? { signal } : {});
  return networks.flatMap((network) => network.IPAM.Config ?? []).map((config) => config.Subnet ?? '');
}
