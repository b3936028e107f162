import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { ChunkJoiner } from './chunk-joiner.ts';
import type { Gate } from './gate.ts';
import { COST_BYTES, type Reservation } from './memory-budget.ts';

/** Transforms bytes between source and sink: the output may be later and of another length. */
export interface Rewriter {
  push(bytes: Buffer): Buffer;
  /** Returns the bytes that were held back. */
  end(): Buffer;
}

/** The transforms in their order; undefined for none. */
export function combined(rewriters: readonly (Rewriter | undefined)[]): Rewriter | undefined {
  const [first, ...others] = rewriters.filter((rewriter) => rewriter !== undefined);
  if (first === undefined || others.length === 0) return first;
  const second = combined(others) ?? first;
  return {
    push: (bytes) => second.push(first.push(bytes)),
    end: () => Buffer.concat([second.push(first.end()), second.end()]),
  };
}

export interface PumpOptions {
  readonly source: Readable;
  readonly sink: Writable;
  readonly gate: Pick<Gate, 'spend'>;
  /** Gets the number of received bytes. */
  count(bytes: number): void;
  /** Grows by the data that waits for a slow sink. */
  readonly memory: Reservation;
  readonly rewriter?: Rewriter | undefined;
}

/** Carries bytes from one stream to another at the slower one's rate, limits and counts them, and forwards the end. */
export function pump(options: PumpOptions): void {
  new Pump(options).start();
}

class Pump {
  readonly #options: PumpOptions;
  readonly #joiner = new ChunkJoiner();
  #stalledBytes = 0;
  #resting = false;
  #scheduled = false;

  constructor(options: PumpOptions) {
    this.#options = options;
  }

  start(): void {
    const { source, sink } = this.#options;
    source.on('data', this.#onData);
    source.once('end', this.#onEnd);
    sink.once('close', () => {
      source.removeListener('data', this.#onData);
      source.removeListener('end', this.#onEnd);
      sink.removeListener('drain', this.#onDrain);
      this.#settle();
    });
    // A client that has nothing to send may have closed its side while the way to the server was made.
    if (source.readableEnded) this.#onEnd();
    else source.resume();
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#joiner.add(chunk);
    if (this.#joiner.isFull) this.#flush();
    // `setImmediate` instead of the next tick, because a parser may run that after each chunk.
    if (!this.#scheduled && !this.#joiner.isEmpty) {
      this.#scheduled = true;
      setImmediate(this.#flushLater);
    }
  };

  readonly #flushLater = (): void => {
    this.#scheduled = false;
    this.#flush();
  };

  readonly #flush = (): void => {
    const { source, sink, gate, memory, rewriter, count } = this.#options;
    const bytes = this.#joiner.take();
    if (bytes === undefined) return;
    count(bytes.length);
    this.#rest(gate.spend(bytes.length));
    if (sink.destroyed || sink.writableEnded) return;
    const written = rewriter === undefined ? bytes : rewriter.push(bytes);
    if (written.length === 0 || sink.write(written) || this.#stalledBytes > 0) return;
    source.pause();
    this.#socket?.pause();
    this.#stalledBytes = sink.writableLength + COST_BYTES.readAhead;
    sink.once('drain', this.#onDrain);
    memory.grow(this.#stalledBytes);
  };

  readonly #onEnd = (): void => {
    const { sink, rewriter } = this.#options;
    this.#flush();
    if (sink.destroyed) return;
    const remainder = rewriter?.end();
    if (remainder !== undefined && remainder.length > 0) sink.write(remainder);
    sink.end();
  };

  readonly #onDrain = (): void => {
    this.#settle();
    this.#goOn();
  };

  #rest(restMs: number): void {
    if (restMs <= 0 || this.#resting) return;
    this.#resting = true;
    this.#options.source.pause();
    setTimeout(() => {
      this.#resting = false;
      this.#goOn();
    }, restMs);
  }

  #goOn(): void {
    const { source } = this.#options;
    if (this.#stalledBytes > 0 || this.#resting || source.destroyed) return;
    source.resume();
    this.#socket?.resume();
  }

  /**
   * The connection of a message that still arrives. It is paused as well, because its parser would continue to fill the
   * source. A complete message has none, or one that already carries the next message.
   */
  get #socket(): Socket | null {
    const { source } = this.#options;
    return source instanceof IncomingMessage && !source.complete ? source.socket : null;
  }

  #settle(): void {
    this.#options.memory.grow(-this.#stalledBytes);
    this.#stalledBytes = 0;
  }
}
