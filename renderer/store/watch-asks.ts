import type { RpcClient } from '../ipc/client.ts';
import { useStore } from './store.ts';

/** Keeps the open cards of blocked requests current. Returns what stops it. */
export function watchAsks(client: RpcClient): () => void {
  const stop = client.on('asks.changed', (asks) =>
    useStore.setState((state) => ({ asksById: { ...state.asksById, [asks.agentId]: asks } })),
  );
  client.call('asks.list', {}).then(
    (all) => useStore.setState({ asksById: Object.fromEntries(all.map((asks) => [asks.agentId, asks])) }),
    // Without an engine host there are none, and its own notice says what is wrong.
    () => undefined,
  );
  return stop;
}
