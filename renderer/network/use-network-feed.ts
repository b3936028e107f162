import { useMemo } from 'react';
import { useFollowFeed } from '../ipc/use-follow-feed.ts';
import { NetworkFeed } from './network-feed.ts';

/** Follows the requests of an agent while the component is mounted. */
export function useNetworkFeed(agentId: string): { feed: NetworkFeed; version: number } {
  const feed = useMemo(() => new NetworkFeed(agentId), [agentId]);
  return { feed, version: useFollowFeed(feed) };
}
