import { useMemo } from 'react';
import { useFollowFeed } from '../ipc/use-follow-feed.ts';
import { LogFeed } from './log-feed.ts';

/** The log of an agent while the component is mounted. */
export function useLogFeed(agentId: string): { feed: LogFeed; version: number } {
  const feed = useMemo(() => new LogFeed(agentId), [agentId]);
  return { feed, version: useFollowFeed(feed) };
}
