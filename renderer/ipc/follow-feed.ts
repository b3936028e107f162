import type { StreamHandle } from '../../electron/client/rpc-client.ts';
import type { AppError } from '../../electron/contract/error.ts';
import type { StreamInput, StreamItem } from '../../electron/contract/registry.ts';
import { backoffMs } from '../../electron/lib/backoff.ts';
import { Emitter } from '../../electron/lib/emitter.ts';
import { openStream } from './engine-host.ts';
import { toAppError } from './to-app-error.ts';

/** Streams that send the history first, then live items. That of a transcript does not tell the two apart. */
type FollowName = 'logs.follow' | 'network.follow' | 'task.transcript';

export type FeedState =
  | { status: 'loading' }
  /** The history is complete; live items follow, unless the stream is over. */
  | { status: 'live' }
  | { status: 'failed'; error: AppError };

export interface FollowOptions<N extends FollowName> {
  stream: N;
  input: StreamInput<N>;
  /** The stream opens again, and sends its history again. */
  onOpen(): void;
  onBatch(batch: StreamItem<N>): void;
  /** The stream ended, and nothing follows. */
  onEnd?(): void;
}

/**
 * One stream that is open while a view shows it. The feed stores each batch at once but notifies listeners once a frame,
 * so that a flood of batches costs one render a frame.
 */
export class FollowFeed<N extends FollowName> {
  readonly #options: FollowOptions<N>;
  readonly #redraw = new Emitter<void>();
  #state: FeedState = { status: 'loading' };
  #version = 0;
  #frame: number | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #handle: StreamHandle<N> | undefined;
  /** Consecutive attempts without an item. */
  #failures = 0;
  #closed = false;

  constructor(options: FollowOptions<N>) {
    this.#options = options;
  }

  get state(): FeedState {
    return this.#state;
  }

  /** Changes whenever there is something new to draw. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => this.#redraw.on(listener);

  open(): void {
    this.#closed = false;
    this.#handle?.close();
    this.#state = { status: 'loading' };
    const { stream, input, onOpen, onBatch } = this.#options;
    onOpen();
    try {
      const handle = openStream(stream, input, {
        onItem: (batch) => {
          if (this.#handle !== handle) return;
          this.#failures = 0;
          onBatch(batch);
          if (!('phase' in batch) || batch.phase === 'live') this.#state = { status: 'live' };
          this.changed();
        },
      });
      this.#handle = handle;
      handle.done.then(
        () => {
          if (this.#handle !== handle) return;
          this.#state = { status: 'live' };
          this.#options.onEnd?.();
          this.changed();
        },
        (thrown: unknown) => {
          if (this.#handle === handle) this.#fail(thrown);
        },
      );
    } catch (thrown) {
      this.#fail(thrown);
    }
    this.changed();
  }

  close(): void {
    this.#closed = true;
    this.#handle?.close();
    this.#handle = undefined;
    clearTimeout(this.#retry);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  /** Notifies the listeners in the next frame. */
  changed(): void {
    if (this.#closed) return;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#version += 1;
      this.#redraw.emit();
    });
  }

  #fail(thrown: unknown): void {
    if (this.#closed) return;
    const error = toAppError(thrown);
    this.#handle = undefined;
    this.#state = { status: 'failed', error };
    this.changed();
    if (error.type !== 'engine-unreachable') return;
    clearTimeout(this.#retry);
    this.#failures += 1;
    this.#retry = setTimeout(() => this.open(), backoffMs(this.#failures));
  }
}
