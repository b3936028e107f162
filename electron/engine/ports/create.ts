import { portMappingsSchema } from '../../contract/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { EngineConnection } from '../docker/connection.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../objects/labels.ts';
import { subnetOf } from '../objects/subnet.ts';
import { VolumeLabelStore } from '../records/volume-label-store.ts';
import type { Broadcast, CallHandlers } from '../rpc/handlers.ts';
import { GatewayRelay } from './gateway-relay.ts';
import { connectInside } from './inside-relay.ts';
import { listeningInside } from './listening-inside.ts';
import { PublishedPorts } from './published-ports.ts';

type PortCalls = Pick<CallHandlers, 'ports.list' | 'ports.set' | 'ports.listening'>;

/** Composes the publishing of ports, and limits it to the agents of the connected engine. */
export function createPorts(parts: {
  connection: Pick<EngineConnection, 'onChange' | 'engine' | 'state'>;
  directory: AgentDirectory;
  clock: Clock;
  logger: Logger;
}): { calls: PortCalls; broadcast(broadcast: Broadcast): () => void; dispose(): Promise<void> } {
  const { connection, directory, clock, logger } = parts;
  const scope = new Scope();
  const engine = () => connection.engine();
  const relay = new GatewayRelay({ engine, clock, logger });
  scope.add(() => relay.close());
  const ports = new PublishedPorts({
    directory,
    records: new VolumeLabelStore(engine, 'ports', portMappingsSchema),
    relay,
    connectInside: (containerId, port, stream) =>
      connectInside(engine(), { containerId, port }, stream, scope.signal),
    addressesOf: async (agentId) => {
      const label = [`${AGENT_LABEL}=${agentId}`, `${ROLE_LABEL}=network`];
      const [network] = await engine().listNetworks({ label });
      const subnet = subnetOf(network?.IPAM.Config?.[0]?.Subnet);
      return subnet && { address: subnet.agentAddress, from: subnet.gatewayAddress };
    },
    clock,
    logger,
  });
  scope.add(() => ports.dispose());
  let synced = false;
  const failed = (error: unknown) => {
    synced = false;
    logger.warn('ports not published', { error });
  };
  scope.add(
    connection.onChange((state) => {
      if (state.status === 'connected') return;
      synced = false;
      void relay.close();
    }),
  );
  scope.add(
    directory.onChange(({ upserted, removed }) => {
      if (connection.state.status !== 'connected') return;
      // The first change after a (re)connect means that every agent is known.
      const done = synced ? ports.follow(upserted, removed) : ports.resync();
      synced = true;
      done.catch(failed);
    }),
  );
  return {
    calls: {
      'ports.list': ({ agentId }) => ports.list(agentId),
      'ports.set': ({ agentId, ports: mappings }) => ports.set(agentId, mappings),
      'ports.listening': async ({ agentId }, signal) => {
        const agent = directory.get(agentId);
        return agent.status === 'running' ? await listeningInside(engine(), agent.containerId, signal) : null;
      },
    },
    broadcast: (broadcast) => ports.onChange((change) => broadcast('ports.changed', change)),
    dispose: () => scope.dispose(),
  };
}
