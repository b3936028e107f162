import type { RpcClient } from '../ipc/client.ts';
import { useStore } from './store.ts';

/**
 * Asks once for the egress of every agent, because a label from its creation cannot say what the gateway does now.
 * Later changes arrive as events. Returns what stops it.
 */
export function watchEgress(client: RpcClient): () => void {
  const asked = new Set<string>();
  const ask = (agentId: string) => {
    asked.add(agentId);
    client.call('egress.state', { agentId }).then(
      (egress) => useStore.setState((state) => ({ egressById: { ...state.egressById, [agentId]: egress } })),
      // The spec's mode stays shown; the agent's own page asks again and tells what is wrong.
      () => undefined,
    );
  };
  const update = () => {
    const { agentsById, engine } = useStore.getState();
    if (engine.status !== 'connected') return asked.clear();
    for (const { id, status } of Object.values(agentsById)) {
      // While it is created the gateway is only being put on its network.
      if (status !== 'creating' && !asked.has(id)) ask(id);
    }
  };
  update();
  return useStore.subscribe(update);
}
