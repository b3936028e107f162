import type { Readable } from 'node:stream';
import { AppFailure } from '../../contract/error.ts';
import type { Engine } from '../docker/engine.ts';
import type { LogSource } from '../docker/frames.ts';
import { MAXIMUM_LINE_BYTES } from '../docker/line-assembler.ts';
import { LineReader } from '../docker/line-reader.ts';
import { STAMP_BYTES, splitStamp } from '../docker/stamp.ts';
import type { JoinLine } from './join.ts';
import type { TimedLine } from './live-stream.ts';

/** History this much older than an attach cannot overlap with it, even if the engine's clock is a little off. */
const OVERLAP_WINDOW_MS = 10_000;
/** Failures that concern more than the history. */
const FATAL: readonly string[] = ['cancelled', 'container-gone', 'engine-unreachable'];

export interface HistoryRange {
  tail?: number;
  /** Seconds since the epoch. */
  since?: number;
}

export interface HistoryOptions {
  engine: Engine;
  containerId: string;
  tty: boolean;
  range: HistoryRange;
  /** When the live stream was attached that has to be joined on, ms since the epoch. */
  attachedAt: number | undefined;
  signal: AbortSignal;
  emit: (line: TimedLine) => void;
  onChunk: () => void;
  /**
   * Asked now and then once the wanted lines are there. An engine reads its log to the end, and an agent that writes
   * faster than the engine reads has none.
   */
  isEnough: (recent: HistoryReader['recent']) => boolean;
}

/** Asking costs some milliseconds when there is much to compare. */
const ASK_EVERY_LINES = 20_000;

/** Reads the engine's stored log of a container, and then what was stored since. */
export class HistoryReader {
  /** The newest lines, which the live stream may bring too. */
  readonly recent: Record<LogSource, JoinLine[]> = { stdout: [], stderr: [] };
  readonly #options: HistoryOptions;
  readonly #recentFrom: number;
  /** Where the next reading goes on. */
  #newest = { at: 0, stamp: '' };
  #problem: string | undefined;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#recentFrom = (options.attachedAt ?? Number.POSITIVE_INFINITY) - OVERLAP_WINDOW_MS;
  }

  /** Why there is no history: a logging driver that cannot be read. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** ms since the epoch; 0 without a line. */
  get newestAt(): number {
    return this.#newest.at;
  }

  /** The range that was asked for; called again, what was stored since. Rejects when container or engine are gone. */
  async read(): Promise<void> {
    const { engine, containerId, tty, range, signal, emit, onChunk, isEnough } = this.#options;
    const again = this.#newest.at > 0;
    const known = this.#newest.stamp;
    let unasked = again ? 0 : (range.tail ?? 0);
    const reader = new LineReader(
      tty,
      (source, line) => {
        const { at, stamp, text } = splitStamp(line);
        // `since` is inclusive and taken to the millisecond; the engine stamps its lines one after the other.
        if (again && stamp <= known) return;
        unasked -= 1;
        if (at !== undefined) this.#remember(source, { text, at }, stamp);
        emit({ source, text, at });
      },
      MAXIMUM_LINE_BYTES + STAMP_BYTES,
    );
    try {
      const wanted = again ? { since: this.#newest.at / 1000 } : range;
      const stream = await engine.logs(containerId, { ...wanted, timestamps: true, signal });
      const whole = await drain(stream, (chunk) => {
        reader.push(chunk);
        onChunk();
        if (unasked > 0) return true;
        unasked = ASK_EVERY_LINES;
        return !isEnough(this.recent);
      });
      if (whole) reader.flush();
    } catch (error) {
      if (!(error instanceof AppFailure) || FATAL.includes(error.error.type)) throw error;
      this.#problem = error.error.raw ?? error.error.message;
    }
  }

  #remember(source: LogSource, line: { text: string; at: number }, stamp: string): void {
    if (line.at >= this.#recentFrom) this.recent[source].push(line);
    if (stamp > this.#newest.stamp) this.#newest = { at: line.at, stamp };
  }
}

/**
 * Hands what has come to `take` until that says false or the stream ends; resolves to whether it ended. The engine sends
 * a chunk a line: those of one network packet are put together first, which costs a fraction of one by one.
 */
function drain(stream: Readable, take: (chunk: Buffer) => boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    const flush = () => {
      const whole = Buffer.concat(chunks);
      chunks = [];
      if (whole.length === 0 || stream.destroyed) return;
      try {
        if (take(whole)) return;
        resolve(false);
      } catch (error) {
        reject(error);
      }
      stream.destroy();
    };
    stream.on('data', (chunk: Buffer) => {
      // Microtasks run when the whole packet has been parsed.
      if (chunks.push(chunk) === 1) queueMicrotask(flush);
    });
    stream.once('end', () => {
      flush();
      resolve(true);
    });
    stream.once('error', (error) => reject(broken(error)));
    stream.once('close', () => reject(broken(new Error('the connection closed early'))));
  });
}

function broken(error: Error): AppFailure {
  return new AppFailure({
    type: 'engine-unreachable',
    message: 'The connection to the engine broke.',
    raw: error.message,
  });
}
