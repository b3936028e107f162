import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { LogFeed } from './log-feed.ts';

/** The log of an agent while the component is mounted. Renders again once a frame at most. */
export function useLogFeed(agentId: string): { feed: LogFeed; version: number } {
  const feed = useMemo(() => new LogFeed(agentId), [agentId]);
  useEffect(() => {
    feed.open();
    return () => feed.close();
  }, [feed]);
  return { feed, version: useSyncExternalStore(feed.subscribe, feed.version) };
}
