import { bareEgress } from '../../contract/agent-spec.ts';
import { backoffMs } from '../../lib/backoff.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { readSpec } from '../directory/directory-agent.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { Engine } from '../docker/engine.ts';
import { AGENT_LABEL, ROLE_LABEL, SPEC_LABEL } from '../objects/labels.ts';
import { subnetOf } from '../objects/subnet.ts';
import { CredentialOverrides } from '../records/credential-overrides.ts';
import { isRecord, pruneOrphanRecords } from '../records/volume-label-store.ts';
import { gatewaySecretIds } from '../secrets/agent-credentials.ts';
import type { AgentsOnEngine } from './resync.ts';
import type { GatewayEgress } from './service.ts';

const OFF = bareEgress('off');

/**
 * Sends every agent of an engine to the gateway whenever the app has (re)connected to the engine, and retries until
 * that succeeds. Returns a function that stops it.
 */
export function followAgents(options: {
  connection: Pick<EngineConnection, 'onChange' | 'engine'>;
  egress: Pick<GatewayEgress, 'resync' | 'revision'>;
  clock: Clock;
  logger: Logger;
}): () => void {
  const { connection, egress, clock, logger } = options;
  let current = new AbortController();
  const follow = async (signal: AbortSignal) => {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        const asOf = egress.revision;
        const agents = await readAgents(connection.engine());
        if (!signal.aborted) await egress.resync({ ...agents, asOf });
        return;
      } catch (error) {
        if (signal.aborted) return;
        logger.warn('egress not resynced', { error });
        // The signal's abort ends the loop by its condition.
        await delay(clock, backoffMs(failures), signal).catch(() => undefined);
      }
    }
  };
  const stop = connection.onChange((state) => {
    current.abort();
    if (state.status !== 'connected') return;
    current = new AbortController();
    void follow(current.signal);
  });
  return () => {
    stop();
    current.abort();
  };
}

async function readAgents(engine: Engine): Promise<Omit<AgentsOnEngine, 'asOf'>> {
  // The labels are read before the networks, because an agent's network exists before its first record.
  const volumes = await engine.listVolumes({ label: [AGENT_LABEL] });
  const [chosen, containers, networks] = await Promise.all([
    new CredentialOverrides(() => engine).all(),
    engine.listContainers({ label: [AGENT_LABEL, `${ROLE_LABEL}=agent`] }),
    engine.listNetworks({ label: [AGENT_LABEL] }),
  ]);
  const created = new Map(
    containers.map(({ Labels }) => {
      const spec = readSpec(Labels[SPEC_LABEL]);
      const secretIds = gatewaySecretIds(chosen.get(Labels[AGENT_LABEL] ?? '') ?? spec?.secrets ?? []);
      // An agent with an unreadable spec gets no egress.
      return [Labels[AGENT_LABEL] ?? '', { egress: spec?.egress ?? OFF, secretIds }] as const;
    }),
  );
  const labelled = networks.flatMap(({ Id, Labels, IPAM }) => {
    const agentId = Labels?.[AGENT_LABEL];
    return agentId ? [{ agentId, networkId: Id, subnet: subnetOf(IPAM.Config?.[0]?.Subnet) }] : [];
  });
  const agentIds = new Set([...labelled.map(({ agentId }) => agentId), ...created.keys()]);
  await pruneOrphanRecords(engine, volumes.filter(isRecord), agentIds);
  const agents = labelled.flatMap(({ agentId, networkId, subnet }) => {
    const spec = created.get(agentId);
    if (!subnet || !spec) return [];
    const { egress, secretIds } = spec;
    const attachment = { agentId, networkId, gatewayAddress: subnet.gatewayAddress, secretIds };
    return [{ attachment, created: egress }];
  });
  return { agents, networks: labelled };
}
