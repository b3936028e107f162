import type { RpcClient, StreamHandle } from '../../../electron/client/rpc-client.ts';
import { useSamples, withoutOthers, withTick } from '../../stats/samples.ts';
import type { AgentsSlice } from './agents-slice.ts';
import type { SliceStore } from './slice.ts';

/** The running agents, as one string so that a comparison is cheap. */
const runningKey = (state: AgentsSlice): string =>
  (state.agentIds ?? []).filter((id) => state.agentsById[id]?.status === 'running').join(' ');

/**
 * Feeds the readings of all running agents into `useSamples` while the window is visible. Opens a new stream when the
 * set of running agents changes. Returns the function that stops it.
 */
export function followListedStats(client: RpcClient, store: SliceStore<AgentsSlice>): () => void {
  let stream: StreamHandle<'stats.watch'> | undefined;
  let shown = '';

  const update = () => {
    const key = document.hidden ? '' : runningKey(store.getState());
    if (key === shown) return;
    shown = key;
    stream?.close();
    stream = undefined;
    const listed = key === '' ? [] : key.split(' ');
    if (!document.hidden) useSamples.setState((samples) => withoutOthers(samples, listed));
    if (listed.length === 0) return;
    const opened = client.open(
      'stats.watch',
      { focused: [], listed },
      { onItem: (tick) => useSamples.setState((samples) => withTick(samples, tick)) },
    );
    stream = opened;
    // The stream ends when the engine stops; the next change of the agents opens a new one.
    const ended = () => {
      if (stream === opened) shown = '';
    };
    opened.done.then(ended, ended);
  };

  const unsubscribe = store.subscribe(update);
  document.addEventListener('visibilitychange', update);
  update();
  return () => {
    unsubscribe();
    document.removeEventListener('visibilitychange', update);
    stream?.close();
  };
}
