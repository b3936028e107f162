import type { AppError } from '../../electron/contract/error.ts';
import { toAppError } from '../errors/to-app-error.ts';
import type { StreamHandle } from '../ipc/client.ts';
import { openStream } from '../ipc/engine-host.ts';
import { NetworkWindow } from './network-window.ts';

export type FeedState =
  | { status: 'loading' }
  /** The history is there; decisions come as they are made. */
  | { status: 'live' }
  | { status: 'failed'; error: AppError };

/** The engine host comes back within this time when it was only restarted. */
const RETRY_MS = 1000;

/** One agent's requests for as long as a view shows them. Batches come at most ten times a second. */
export class NetworkFeed {
  readonly window = new NetworkWindow();
  readonly #agentId: string;
  readonly #listeners = new Set<() => void>();
  #state: FeedState = { status: 'loading' };
  #version = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #handle: StreamHandle<'network.follow'> | undefined;

  constructor(agentId: string) {
    this.#agentId = agentId;
  }

  get state(): FeedState {
    return this.#state;
  }

  /** Changes whenever there is something new to draw. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  open(): void {
    this.close();
    this.#state = { status: 'loading' };
    this.window.clear();
    try {
      const handle = openStream(
        'network.follow',
        { agentId: this.#agentId },
        {
          onItem: (batch) => {
            if (this.#handle !== handle) return;
            this.window.add(batch);
            if (batch.phase === 'live') this.#state = { status: 'live' };
            this.#changed();
          },
        },
      );
      this.#handle = handle;
      handle.done.catch((thrown: unknown) => {
        if (this.#handle === handle) this.#fail(thrown);
      });
    } catch (thrown) {
      this.#fail(thrown);
    }
    this.#changed();
  }

  close(): void {
    clearTimeout(this.#retry);
    const handle = this.#handle;
    this.#handle = undefined;
    handle?.close();
  }

  #fail(thrown: unknown): void {
    const error = toAppError(thrown);
    this.#handle = undefined;
    this.#state = { status: 'failed', error };
    if (error.type === 'engine-unreachable') this.#retry = setTimeout(() => this.open(), RETRY_MS);
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}
