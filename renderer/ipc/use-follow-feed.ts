import { useEffect, useSyncExternalStore } from 'react';

/** The part of a feed that a view uses. */
interface Feed {
  readonly version: () => number;
  readonly subscribe: (listener: () => void) => () => void;
  open(): void;
  close(): void;
}

/** Keeps a feed open while the component is mounted. Renders at most once a frame, with a new version. */
export function useFollowFeed(feed: Feed): number {
  useEffect(() => {
    feed.open();
    return () => feed.close();
  }, [feed]);
  return useSyncExternalStore(feed.subscribe, feed.version);
}
