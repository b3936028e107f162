import type { AppError } from '../../electron/contract/error.ts';
import { toAppError } from '../errors/to-app-error.ts';
import type { StreamHandle } from '../ipc/client.ts';
import { openStream } from '../ipc/engine-host.ts';
import type { LineTest } from './log-filter.ts';
import { LogWindow, WINDOW_LINES } from './log-window.ts';

export type FeedState =
  | { status: 'loading' }
  /** The history is there; lines come as they are written. */
  | { status: 'live' }
  | { status: 'failed'; error: AppError };

/** The engine host comes back within this time when it was only restarted. */
const RETRY_MS = 1000;

/**
 * One agent's log for as long as a view shows it. Batches are taken as they come; whoever listens hears of them once a
 * frame, so that a flood costs one drawing a frame.
 */
export class LogFeed {
  readonly lines = new LogWindow();
  readonly #agentId: string;
  readonly #listeners = new Set<() => void>();
  #state: FeedState = { status: 'loading' };
  #version = 0;
  #frame: number | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #handle: StreamHandle<'logs.follow'> | undefined;
  #closed = false;

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
    this.#closed = false;
    this.#handle?.close();
    this.#state = { status: 'loading' };
    this.lines.clear();
    try {
      const handle = openStream(
        'logs.follow',
        { agentId: this.#agentId, tail: WINDOW_LINES },
        {
          onItem: (batch) => {
            if (this.#handle !== handle) return;
            this.lines.add(batch);
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
    this.#closed = true;
    this.#handle?.close();
    this.#handle = undefined;
    clearTimeout(this.#retry);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  filter(test: LineTest): void {
    this.lines.filter(test);
    this.#changed();
  }

  clear(): void {
    this.lines.clear();
    this.#changed();
  }

  #fail(thrown: unknown): void {
    if (this.#closed) return;
    const error = toAppError(thrown);
    this.#handle = undefined;
    this.#state = { status: 'failed', error };
    this.#changed();
    if (error.type !== 'engine-unreachable') return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.open(), RETRY_MS);
  }

  #changed(): void {
    if (this.#closed) return;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#version += 1;
      for (const listener of [...this.#listeners]) listener();
    });
  }
}
