import { ACTIVITY_LIMIT } from '../../electron/contract/activity.ts';
import type { RpcClient } from '../ipc/client.ts';
import { useStore } from './store.ts';

/** Keeps what happened to agents, and which wait for a person, in the store. Returns what stops it. */
export function watchActivity(client: RpcClient): () => void {
  // Both are a courtesy: what cannot be read now comes with the next event.
  client.call('activity.list', {}).then(
    (activity) => useStore.setState({ activity }),
    () => undefined,
  );
  client.call('attention.waiting', {}).then(
    (waitingAgentIds) => useStore.setState({ waitingAgentIds }),
    () => undefined,
  );
  const stops = [
    client.on('activity.added', (entry) =>
      useStore.setState(({ activity }) => ({ activity: [...activity, entry].slice(-ACTIVITY_LIMIT) })),
    ),
    client.on('activity.cleared', () => useStore.setState({ activity: [] })),
    client.on('attention.changed', ({ waiting }) => useStore.setState({ waitingAgentIds: waiting })),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
