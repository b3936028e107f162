import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { NetworkFeed } from './network-feed.ts';

/** The requests of an agent while the component is mounted. */
export function useNetworkFeed(agentId: string): { feed: NetworkFeed; version: number } {
  const feed = useMemo(() => new NetworkFeed(agentId), [agentId]);
  useEffect(() => {
    feed.open();
    return () => feed.close();
  }, [feed]);
  return { feed, version: useSyncExternalStore(feed.subscribe, feed.version) };
}
