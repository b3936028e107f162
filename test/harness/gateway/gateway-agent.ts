import { join } from 'node:path';
import type { EgressState } from '../../../electron/contract/isolation.ts';
import type { Engine } from '../../../electron/engine/docker/engine.ts';
import { isSubnetTaken } from '../../../electron/engine/docker/errors.ts';
import type { Asks } from '../../../electron/engine/egress/asks/asks.ts';
import type { EgressAttachment } from '../../../electron/engine/egress/egress-service.ts';
import type { RecordKeeper } from '../../../electron/engine/egress/gateway/control-channel.ts';
import { createGatewayEgress } from '../../../electron/engine/egress/gateway-egress.ts';
import type { GatewayEgress } from '../../../electron/engine/egress/service.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../../../electron/engine/objects/labels.ts';
import type { EngineProxies } from '../../../electron/engine/proxies/create.ts';
import { noSecrets } from '../../../electron/engine/secrets/no-secrets.ts';
import type { SecretProvider } from '../../../electron/engine/secrets/secret-provider.ts';
import { systemClock } from '../../../electron/lib/clock.ts';
import { silentLogger } from '../../../electron/lib/logger.ts';
import type { Scope } from '../../../electron/lib/scope.ts';
import { agentRuntime } from '../engine/agent-runtime.ts';

const root = process.cwd();

/** A container on its own internal network, as an agent has, and its attachment to the gateway. */
export interface GatewayAgent {
  readonly name: string;
  readonly containerId: string;
  readonly address: string;
  readonly attachment: EgressAttachment;
}

/** Creates the container on the engine, on a free subnet; removed with the scope. */
export async function gatewayAgent(
  engine: Engine,
  scope: Scope,
  options: { agentId: string; image: string; command?: string[]; user?: string; runtime?: string },
): Promise<GatewayAgent> {
  const { agentId, image, command = ['sleep', '600'], user, runtime = agentRuntime } = options;
  const name = `bulkhead-${agentId}`;
  const labels = (role: string) => ({ [AGENT_LABEL]: agentId, [ROLE_LABEL]: role });
  const { networkId, at } = await freeNetwork(engine, name, labels('network'));
  scope.add(() => engine.removeNetwork(networkId));
  const containerId = await engine.createContainer(name, {
    Image: image,
    Cmd: command,
    ...(user ? { User: user } : {}),
    Labels: labels('test'),
    HostConfig: { NetworkMode: name, Init: true, CapDrop: ['ALL'], ...(runtime ? { Runtime: runtime } : {}) },
    NetworkingConfig: { EndpointsConfig: { [name]: { IPAMConfig: { IPv4Address: at(3) } } } },
  });
  scope.add(() => engine.removeContainer(containerId));
  await engine.startContainer(containerId);
  return {
    name,
    containerId,
    address: at(3),
    attachment: { agentId, networkId, gatewayAddress: at(2) },
  };
}

/** An internal network on the first free one of 256 subnets, and its addresses by their last number. */
async function freeNetwork(
  engine: Engine,
  name: string,
  labels: Record<string, string>,
): Promise<{ networkId: string; at: (last: number) => string }> {
  for (let block = 0; ; block += 1) {
    const at = (last: number) => `10.224.${block}.${last}`;
    try {
      const networkId = await engine.createNetwork({
        Name: name,
        Driver: 'bridge',
        Internal: true,
        EnableIPv6: false,
        IPAM: { Config: [{ Subnet: `${at(0)}/29`, Gateway: at(1) }] },
        Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
        Labels: labels,
      });
      return { networkId, at };
    } catch (error) {
      if (!isSubnetTaken(error) || block === 255) throw error;
    }
  }
}

/** The app's egress service with the gateway's own image; the gateway is removed when its last agent is detached. */
export function appEgress(
  engine: Engine,
  scope: Scope,
  parts: {
    audit?: RecordKeeper;
    asks?: Asks;
    secrets?: SecretProvider;
    extraRootsPem?: string;
    base?: () => string;
    proxies?: Pick<EngineProxies, 'current' | 'onChange'>;
  } = {},
): GatewayEgress {
  const egress = createGatewayEgress({
    engine: () => engine,
    config: { gatewayPath: join(root, 'dist/gateway/gateway.cjs'), assetsPath: join(root, 'assets') },
    secrets: noSecrets,
    clock: systemClock,
    logger: silentLogger,
    ...parts,
    extraRoots: () => parts.extraRootsPem,
  });
  scope.add(() => egress.dispose());
  return egress;
}

/** Attaches an agent to the gateway, and detaches it with the scope. Resolves once its policy is in force. */
export async function attach(
  egress: GatewayEgress,
  scope: Scope,
  agent: GatewayAgent,
  wanted: EgressState['wanted'],
): Promise<EgressState> {
  scope.add(() => egress.detach(agent.attachment.agentId));
  await egress.attach(agent.attachment, wanted, scope.signal);
  return await untilInForce(egress, agent.attachment.agentId);
}

/**
 * Resolves to the agent's state once its policy is in force on a running gateway. On a busy machine the gateway may
 * still be starting, and Off is in force until then.
 */
export async function untilInForce(
  egress: Pick<GatewayEgress, 'state' | 'onChange'>,
  agentId: string,
): Promise<EgressState> {
  for (;;) {
    let stop = () => {};
    const changed = new Promise<void>((resolve) => {
      stop = egress.onChange(() => resolve());
    });
    try {
      const state = await egress.state(agentId);
      if (state.inForce && state.problem === undefined) return state;
      await changed;
    } finally {
      stop();
    }
  }
}
