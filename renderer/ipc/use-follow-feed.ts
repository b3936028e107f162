import { useEffect, useSyncExternalStore } from 'react';

/** What a view needs of a feed. */
interface Feed {
  readonly version: () => number;
  readonly subscribe: (listener: () => void) => () => void;
  open(): void;
  close(): void;
}

/** Keeps a feed open while the component is mounted. Renders again once a frame at most, with a new version. */
export function useFollowFeed(feed: Feed): number {
  useEffect(() => {
    feed.open();
    return () => feed.close();
  }, [feed]);
  return useSyncExternalStore(feed.subscribe, feed.version);
}
