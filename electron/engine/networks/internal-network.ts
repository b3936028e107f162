import type { EngineFacts } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import type { NetworkCreate, NetworkInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { isPoolExhausted, isSubnetTaken } from '../docker/errors.ts';
import { hidesHost, INHIBIT_HOST_ADDRESS } from '../objects/host-address.ts';
import { chooseSubnet, type Subnet } from '../objects/subnet.ts';
import { withNetworks } from './network-owners.ts';

/** Retries, because another app may take a subnet between our check and our request. */
const SUBNET_TRIES = 8;

/**
 * An internal network without IPv6 and without the host's address on the bridge. Measured: an internal network alone
 * still reaches services on the host (20.10: on each of its addresses). Podman rejects that option, and puts no address
 * on an internal bridge anyway.
 */
export function internalNetwork(
  name: string,
  subnet: Pick<Subnet, 'cidr' | 'bridgeAddress'>,
  facts: Pick<EngineFacts, 'isPodman'>,
  labels: Record<string, string>,
): NetworkCreate {
  return {
    Name: name,
    Driver: 'bridge',
    Internal: true,
    EnableIPv6: false,
    CheckDuplicate: true,
    IPAM: { Config: [{ Subnet: subnet.cidr, Gateway: subnet.bridgeAddress }] },
    ...(facts.isPodman ? {} : { Options: { [INHIBIT_HOST_ADDRESS]: 'true' } }),
    Labels: labels,
  };
}

/** Ways in which a network is weaker than the app makes them, in words that follow "it". Pure. */
export function weaknessesOf(
  network: Pick<NetworkInspect, 'Internal' | 'EnableIPv6' | 'Options'>,
  facts: Pick<EngineFacts, 'isPodman'>,
): string[] {
  return [
    network.Internal ? '' : 'leads outside',
    network.EnableIPv6 ? 'has IPv6' : '',
    facts.isPodman || hidesHost(network) ? '' : 'lets the host answer on it',
  ].filter(Boolean);
}

export interface SubnetSearch {
  /** Determines the start of the search; see `chooseSubnet`. */
  seed: string;
  usedSubnets: readonly string[];
  bits?: number;
}

/** Creates a network on the first free subnet and checks that the engine made it internal. */
export async function createInternalNetwork(
  engine: Engine,
  search: SubnetSearch,
  plan: (subnet: Subnet) => NetworkCreate,
): Promise<{ subnet: Subnet; networkId: string }> {
  return await createOnFreeSubnet(engine, search, async (subnet) => {
    const networkId = await engine.createNetwork(plan(subnet));
    await assertNetworkInternal(engine, networkId);
    return { subnet, networkId };
  });
}

/** Creates a network on the first free subnet. A failure for lack of subnets says whose networks there are. */
export async function createOnFreeSubnet<T>(
  engine: Pick<Engine, 'listNetworks'>,
  search: SubnetSearch,
  create: (subnet: Subnet) => Promise<T>,
): Promise<T> {
  const used = [...search.usedSubnets];
  for (let tries = 1; ; tries++) {
    let subnet: Subnet | undefined;
    try {
      subnet = chooseSubnet(search.seed, used, search.bits);
      return await create(subnet);
    } catch (error) {
      if (subnet === undefined || (isSubnetTaken(error) && tries === SUBNET_TRIES) || isPoolExhausted(error))
        throw await withNetworks(engine, error);
      if (!isSubnetTaken(error)) throw error;
      used.push(subnet.cidr);
    }
  }
}

/** Rejects with `isolation-unsupported` when a network that was requested as internal is not internal. */
async function assertNetworkInternal(engine: Engine, networkId: string): Promise<void> {
  if ((await engine.inspectNetwork(networkId)).Internal) return;
  throw new AppFailure({
    type: 'isolation-unsupported',
    message:
      'The engine has made the agent’s network with a way out that bypasses the gateway, so the agent was not created.',
    actions: [],
  });
}
