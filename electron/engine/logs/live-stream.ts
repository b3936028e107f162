import type { Duplex } from 'node:stream';
import type { Clock } from '../../lib/clock.ts';
import type { LogSource } from '../docker/frames.ts';
import { LineReader } from '../docker/line-reader.ts';
import { pushChunks } from '../docker/push-chunks.ts';
import { type JoinLine, joinAt, joinText } from './join.ts';
import { RING_LIMITS } from './ring.ts';

export interface TimedLine {
  source: LogSource;
  text: string;
  /** ms since the epoch; for a live line, the time of its arrival. */
  at: number | undefined;
}

/** The history that a live stream joins. */
export interface JoinHistory {
  /** The newest whole lines. */
  readonly recent: Record<LogSource, readonly JoinLine[]>;
  /** The last time at which the agent is known to have begun something, ms since the epoch: its start or a line. */
  readonly newestAt: number;
}

/**
 * Limit of history reads for one join. The engine stores lines later than it sends them to an attach: under a flood by
 * hundreds of milliseconds.
 */
const JOIN_ROUNDS = 20;
const ACTIVE_MS = 1000;

/**
 * One attach, always drained. Holds lines back until they are joined to the history that is read meanwhile, then passes
 * them through.
 */
export class LiveStream {
  readonly attachedAt: number;
  /** Settles when the stream has ended for any reason. */
  readonly closed: Promise<void>;
  readonly #emit: (line: TimedLine) => void;
  #held: TimedLine[] = [];
  #heldBytes = 0;
  #leftOut = 0;
  #receivedBytes = 0;
  #through = false;

  constructor(options: {
    stream: Duplex;
    tty: boolean;
    attachedAt: number;
    clock: Clock;
    emit: (line: TimedLine) => void;
    /** Gets each chunk as it came from the engine. */
    onChunk: (chunk: Uint8Array) => void;
  }) {
    const { stream, clock } = options;
    this.attachedAt = options.attachedAt;
    this.#emit = options.emit;
    const reader = new LineReader(options.tty, (source, text) =>
      this.#receive({ source, text, at: clock.now() }),
    );
    pushChunks(stream, (chunk) => {
      this.#receivedBytes += chunk.length;
      reader.push(chunk);
      options.onChunk(chunk);
    });
    this.closed = new Promise((resolve) => {
      const finish = () => {
        reader.flush();
        resolve();
      };
      stream.once('end', () => stream.destroy());
      stream.once('close', finish);
      if (stream.destroyed) finish();
    });
  }

  /** Whether history reaches this stream, or never can because lines were dropped here. */
  isReached(history: Record<LogSource, readonly JoinLine[]>): boolean {
    return this.#leftOut > 0 || (this.#held.length > 0 && this.#overlap(history).certain);
  }

  /**
   * Finds the line at which this stream continues the history; while the two do not touch, `readMore` reads more
   * history and resolves to whether there was more (undefined: there is no more). Not `certain`: they never touched. `leftOut`: number of lines dropped here,
   * because the agent wrote faster than history could be read.
   */
  async join(
    history: JoinHistory,
    readMore: (() => Promise<boolean>) | undefined,
  ): Promise<{ drop: Record<LogSource, number>; certain: boolean; leftOut: number }> {
    let overlap = this.#overlap(history.recent);
    // Without a live line there is nothing to compare; an agent that has just written may still be writing.
    let received = this.#receivedBytes;
    let isIdle = received === 0 && history.newestAt <= this.attachedAt - ACTIVE_MS;
    for (let round = 0; readMore && round < JOIN_ROUNDS; round += 1) {
      if (this.#leftOut > 0 || (overlap.certain && (isIdle || this.#held.length > 0))) break;
      const hasMore = await readMore();
      overlap = this.#overlap(history.recent);
      // The rest of a line whose beginning came before the attach is joined once the engine has stored all of it.
      isIdle = this.#held.length === 0 && !hasMore && this.#receivedBytes === received;
      received = this.#receivedBytes;
    }
    return { ...overlap, leftOut: this.#leftOut };
  }

  /** Passes on the held lines without the first `drop` lines of each source; later lines pass straight through. */
  release(drop: Record<LogSource, number>): void {
    this.#through = true;
    const remaining = { ...drop };
    for (const line of this.#held.splice(0)) {
      if (remaining[line.source] > 0) remaining[line.source] -= 1;
      else this.#emit(line);
    }
  }

  #overlap(history: Record<LogSource, readonly JoinLine[]>) {
    const of = (source: LogSource) => {
      const expected = history[source].filter(({ at }) => (at ?? 0) >= this.attachedAt).length;
      return joinAt(
        history[source],
        this.#held
          .filter((line) => line.source === source)
          .map(({ text, at }) => ({ text: joinText(text), at })),
        expected,
      );
    };
    const [stdout, stderr] = [of('stdout'), of('stderr')];
    return {
      drop: { stdout: stdout.drop, stderr: stderr.drop },
      certain: stdout.certain && stderr.certain,
    };
  }

  #receive(line: TimedLine): void {
    if (this.#through) {
      this.#emit(line);
      return;
    }
    this.#held.push(line);
    this.#heldBytes += line.text.length * 2;
    // Drops lines in bulk: removing single lines from the front of a long array is slow.
    if (this.#held.length > 2 * RING_LIMITS.lines || this.#heldBytes > 2 * RING_LIMITS.bytes)
      this.#dropHeld();
  }

  #dropHeld(): void {
    const dropped = this.#held.splice(0, Math.ceil(this.#held.length / 2));
    this.#leftOut += dropped.length;
    this.#heldBytes -= dropped.reduce((bytes, { text }) => bytes + text.length * 2, 0);
  }
}
