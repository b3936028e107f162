import type { StreamHandle } from '../../electron/client/rpc-client.ts';
import type { BaseKind, ChangesSummary, FileChange, LineCounts } from '../../electron/contract/changes.ts';
import type { AppError } from '../../electron/contract/error.ts';
import { Emitter } from '../../electron/lib/emitter.ts';
import { openStream } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { type ListedFile, withCounts } from './change-list.ts';

/** The pause between two reads of the list; longer when a read takes long. */
const REFRESH_MS = 4_000;
const REFRESH_FACTOR = 8;

export interface ChangesQuery {
  agentId: string;
  folder?: string;
  base?: BaseKind;
  ignored: boolean;
}

export interface ChangesPicture {
  /** undefined until the first read has ended. */
  summary: ChangesSummary | undefined;
  files: readonly ListedFile[];
  /** The first read is in progress, or one that a person requested. */
  busy: boolean;
  error: AppError | undefined;
}

/**
 * The agent's changes, while a view shows them. The feed reads the list again by itself while the window is visible, and
 * notifies the view only of differences.
 */
export class ChangesFeed {
  readonly #query: ChangesQuery;
  readonly #changed = new Emitter<void>();
  #picture: ChangesPicture = { summary: undefined, files: [], busy: true, error: undefined };
  #handle: StreamHandle<'changes.list'> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #follows: boolean;

  /** `follows`: reads again by itself, for an agent that may change something at any time. */
  constructor(query: ChangesQuery, follows = true) {
    this.#query = query;
    this.#follows = follows;
  }

  /** Sets whether the feed reads again by itself. Reads once more when that ends, because something may have changed since. */
  setFollows(follows: boolean): void {
    if (this.#follows === follows) return;
    this.#follows = follows;
    if (!this.#closed) this.#look(false);
  }

  readonly picture = (): ChangesPicture => this.#picture;

  readonly subscribe = (listener: () => void): (() => void) => this.#changed.on(listener);

  open(): void {
    this.#closed = false;
    document.addEventListener('visibilitychange', this.#onVisible);
    this.#look(false);
  }

  /** Reads the whole list now, even when it is unchanged. */
  refresh(): void {
    this.#show({ busy: true });
    this.#look(true);
  }

  close(): void {
    this.#closed = true;
    document.removeEventListener('visibilitychange', this.#onVisible);
    clearTimeout(this.#timer);
    this.#handle?.close();
    this.#handle = undefined;
  }

  #look(forceReload: boolean): void {
    clearTimeout(this.#timer);
    this.#handle?.close();
    const files: FileChange[] = [];
    const counts = new Map<string, LineCounts>();
    const known = forceReload ? undefined : this.#picture.summary?.stamp;
    const first = this.#picture.summary === undefined;
    try {
      const handle = openStream(
        'changes.list',
        { ...this.#query, ...(known === undefined ? {} : { known }) },
        {
          onItem: (batch) => {
            if (batch.kind === 'files') {
              files.push(...batch.files);
              // The first read takes longest, so the view shows the files found so far.
              if (first) this.#show({ files: [...files] });
              return;
            }
            for (const count of batch.counts) {
              const before = counts.get(count.path);
              counts.set(count.path, { ...before, ...count });
            }
          },
        },
      );
      this.#handle = handle;
      handle.done.then(
        (summary) => {
          if (this.#handle !== handle) return;
          const changed = summary.unchanged ? {} : { files: withCounts(files, counts) };
          this.#show({ summary, ...changed, busy: false, error: undefined });
          this.#later(summary.tookMs);
        },
        (thrown: unknown) => {
          if (this.#handle === handle) this.#fail(thrown);
        },
      );
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #fail(thrown: unknown): void {
    this.#show({ busy: false, error: toAppError(thrown) });
    this.#later(0);
  }

  #later(tookMs: number): void {
    if (this.#closed || !this.#follows) return;
    this.#timer = setTimeout(
      () => {
        if (!document.hidden) this.#look(false);
      },
      Math.max(REFRESH_MS, tookMs * REFRESH_FACTOR),
    );
  }

  readonly #onVisible = () => {
    if (!document.hidden) this.#look(false);
  };

  #show(change: Partial<ChangesPicture>): void {
    if (this.#closed) return;
    this.#picture = { ...this.#picture, ...change };
    this.#changed.emit();
  }
}
