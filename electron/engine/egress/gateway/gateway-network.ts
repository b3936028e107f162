import { AppFailure } from '../../../contract/error.ts';
import type { NetworkInspect } from '../../docker/api.ts';
import type { Engine } from '../../docker/engine.ts';
import { createOnFreeSubnet } from '../../networks/internal-network.ts';
import { subnetsOnEngine } from '../../networks/taken-subnets.ts';
import { EGRESS_NETWORK } from '../../objects/gateway-names.ts';
import { ROLE_LABEL } from '../../objects/labels.ts';
import { egressNetwork } from './gateway-plan.ts';

/** Subnets that a new network must not overlap. */
export type TakenSubnets = (signal: AbortSignal) => Promise<readonly string[]>;

type NetworkEngine = Pick<Engine, 'createNetwork' | 'listNetworks' | 'removeNetwork'>;

export function gatewayNetworks(engine: Pick<Engine, 'listNetworks'>): Promise<NetworkInspect[]> {
  return engine.listNetworks({ label: [`${ROLE_LABEL}=gateway`] });
}

/**
 * Creates the network through which the gateway leaves, unless it is there. An engine that stalled carries out a request
 * that was repeated meanwhile twice, and then the name is ambiguous and no gateway starts: one network stays. No gateway
 * may be connected. It overlaps none of `takenSubnets`: by default those of the engine.
 */
export async function ensureGatewayNetwork(
  engine: NetworkEngine,
  signal: AbortSignal,
  takenSubnets: TakenSubnets = () => subnetsOnEngine(engine, signal),
): Promise<void> {
  const [network, ...others] = (await gatewayNetworks(engine)).sort((a, b) => a.Id.localeCompare(b.Id));
  for (const { Id } of others) await engine.removeNetwork(Id, { signal });
  if (network) return;
  try {
    const usedSubnets = await takenSubnets(signal);
    await createOnFreeSubnet(engine, { seed: EGRESS_NETWORK, usedSubnets }, (subnet) =>
      engine.createNetwork(egressNetwork(subnet), { signal }),
    );
  } catch (error) {
    // Another app created it in between.
    if (!(error instanceof AppFailure && ['conflict', 'name-taken'].includes(error.error.type))) throw error;
  }
}
