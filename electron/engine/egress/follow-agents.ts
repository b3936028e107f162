import type { AgentEgress } from '../../contract/agent-spec.ts';
import type { Logger } from '../../lib/logger.ts';
import { readSpec } from '../agents/directory-agent.ts';
import { AGENT_LABEL, ROLE_LABEL, SPEC_LABEL } from '../agents/labels.ts';
import { subnetOf } from '../agents/subnet.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { Engine } from '../docker/engine.ts';
import type { EgressAttachment } from './egress-service.ts';
import type { GatewayEgress } from './service.ts';

const OFF: AgentEgress = { mode: 'off', allowedDomains: [] };

/** Tells the gateway of every agent on an engine whenever the app has (re)connected to it. Returns what stops that. */
export function followAgents(
  connection: EngineConnection,
  egress: GatewayEgress,
  logger: Logger,
): () => void {
  return connection.onChange((state) => {
    if (state.status !== 'connected') return;
    readAttachments(connection.engine())
      .then((agents) => egress.resync(agents))
      .catch((error: unknown) => logger.warn('egress not resynced', { error }));
  });
}

async function readAttachments(
  engine: Engine,
): Promise<{ attachment: EgressAttachment; created: AgentEgress }[]> {
  const [containers, networks] = await Promise.all([
    engine.listContainers({ label: [AGENT_LABEL, `${ROLE_LABEL}=agent`] }),
    engine.listNetworks({ label: [AGENT_LABEL] }),
  ]);
  const created = new Map(
    containers.map(({ Labels }) => {
      const spec = readSpec(Labels[SPEC_LABEL]);
      const secretIds = spec?.secrets.map(({ secretId }) => secretId) ?? [];
      // An agent whose spec cannot be read gets no way out.
      return [Labels[AGENT_LABEL], { egress: spec?.egress ?? OFF, secretIds }] as const;
    }),
  );
  return networks.flatMap((network) => {
    const agentId = network.Labels?.[AGENT_LABEL];
    const subnet = subnetOf(network.IPAM.Config?.[0]?.Subnet);
    const found = created.get(agentId);
    if (!agentId || !subnet || !found) return [];
    const { egress, secretIds } = found;
    const attachment = { agentId, networkId: network.Id, gatewayAddress: subnet.gatewayAddress, secretIds };
    return [{ attachment, created: egress }];
  });
}
