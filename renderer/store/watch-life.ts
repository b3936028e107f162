import type { RpcClient } from '../ipc/client.ts';
import { useStore } from './store.ts';

/** Keeps in the store when agents start, stop and go by themselves. Returns what stops it. */
export function watchLife(client: RpcClient): () => void {
  const list = () =>
    client.call('life.list', {}).then(
      (lifeById) => useStore.setState({ lifeById }),
      // What the spec says stays shown.
      () => undefined,
    );
  void list();
  return client.on('life.changed', () => void list());
}
