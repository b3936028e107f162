import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Attempt } from '../../../electron/contract/task.ts';
import { Emitter } from '../../../electron/lib/emitter.ts';
import { ChangesFeed, type ChangesPicture } from '../../changes/changes-feed.ts';
import { isOpen } from '../attempt-labels.ts';

/** What each agent changed, by the agent's id; one that is not there is not read yet. */
export type ChangesByAgent = ReadonlyMap<string, ChangesPicture>;

/** The changes of several attempts. Those that are over are read once, because reading a large copy takes a while. */
class AttemptFeeds {
  readonly #feeds = new Map<string, { feed: ChangesFeed; stop: () => void }>();
  readonly #changed = new Emitter<void>();
  #pictures: ChangesByAgent = new Map();

  readonly pictures = (): ChangesByAgent => this.#pictures;

  readonly subscribe = (listener: () => void): (() => void) => this.#changed.on(listener);

  /** Reads these attempts, and no others any more. */
  follow(attempts: readonly Attempt[]): void {
    const agentIds = new Set(attempts.map(({ agentId }) => agentId));
    for (const agentId of this.#feeds.keys()) if (!agentIds.has(agentId)) this.#close(agentId);
    for (const attempt of attempts) this.#open(attempt.agentId, isOpen(attempt));
    this.#show();
  }

  refresh(): void {
    for (const { feed } of this.#feeds.values()) feed.refresh();
  }

  close(): void {
    for (const agentId of this.#feeds.keys()) this.#close(agentId);
  }

  #open(agentId: string, follows: boolean): void {
    const known = this.#feeds.get(agentId);
    if (known) {
      known.feed.setFollows(follows);
      return;
    }
    // Only a baseline shows what an attempt committed, and only what differs from it can be applied.
    const feed = new ChangesFeed({ agentId, base: 'baseline', ignored: false }, follows);
    this.#feeds.set(agentId, { feed, stop: feed.subscribe(() => this.#show()) });
    feed.open();
  }

  #close(agentId: string): void {
    const known = this.#feeds.get(agentId);
    known?.stop();
    known?.feed.close();
    this.#feeds.delete(agentId);
  }

  #show(): void {
    this.#pictures = new Map([...this.#feeds].map(([agentId, { feed }]) => [agentId, feed.picture()]));
    this.#changed.emit();
  }
}

/** What the attempts changed, for as long as the view shows them. */
export function useAttemptChanges(attempts: readonly Attempt[]): {
  changes: ChangesByAgent;
  refresh: () => void;
} {
  const feeds = useMemo(() => new AttemptFeeds(), []);
  const key = attempts.map((attempt) => `${attempt.agentId} ${isOpen(attempt)}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is all of the attempts that matters
  useEffect(() => feeds.follow(attempts), [feeds, key]);
  useEffect(() => () => feeds.close(), [feeds]);
  const changes = useSyncExternalStore(feeds.subscribe, feeds.pictures);
  return { changes, refresh: () => feeds.refresh() };
}
