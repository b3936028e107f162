import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { BaseKind } from '../../electron/contract/changes.ts';
import { ChangesFeed, type ChangesPicture } from './changes-feed.ts';

/** The agent's changes, kept current while the component is mounted. */
export function useChanges(query: {
  agentId: string;
  folder: string | undefined;
  base: BaseKind | undefined;
  ignored: boolean;
}): ChangesPicture & { refresh: () => void } {
  const { agentId, folder, base, ignored } = query;
  const feed = useMemo(
    () =>
      new ChangesFeed({
        agentId,
        ignored,
        ...(folder === undefined ? {} : { folder }),
        ...(base === undefined ? {} : { base }),
      }),
    [agentId, folder, base, ignored],
  );
  useEffect(() => {
    feed.open();
    return () => feed.close();
  }, [feed]);
  const picture = useSyncExternalStore(feed.subscribe, feed.picture);
  return { ...picture, refresh: () => feed.refresh() };
}
