import type { Readable } from 'node:stream';
import { AppFailure } from '../../contract/error.ts';
import type { Engine } from '../docker/engine.ts';
import type { LogSource } from '../docker/frames.ts';
import { MAXIMUM_LINE_BYTES } from '../docker/line-assembler.ts';
import { LineReader } from '../docker/line-reader.ts';
import { PIECE_BYTES, STAMP_BYTES, splitStamp, withoutInnerStamps } from '../docker/stamp.ts';
import { type JoinLine, joinText } from './join.ts';
import type { TimedLine } from './live-stream.ts';

/**
 * History that is older than an attach by this much cannot overlap with it, even when the engine's clock is slightly
 * off.
 */
const OVERLAP_WINDOW_MS = 10_000;
/** Errors that concern more than the history. */
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
  /** Time of the live stream's attach, which the history must join, ms since the epoch. */
  attachedAt: number | undefined;
  signal: AbortSignal;
  emit: (line: TimedLine) => void;
  onChunk: () => void;
  /**
   * Called at intervals once the requested lines are read, to end the reading. An engine reads its log to the end, and
   * an agent that writes faster than the engine reads never reaches one.
   */
  isEnough: (recent: HistoryReader['recent']) => boolean;
}

/** Interval of `isEnough` calls, which cost some milliseconds when there is much to compare. */
const CHECK_EVERY_LINES = 20_000;

/** Reads a container's log as the engine stored it, and on each later call the lines stored since. */
export class HistoryReader {
  /** The newest lines, which the live stream may deliver too. */
  readonly recent: Record<LogSource, JoinLine[]> = { stdout: [], stderr: [] };
  readonly #options: HistoryOptions;
  readonly #recentFrom: number;
  /** Position at which the next read continues. */
  #newest = { at: 0, stamp: '', lines: 0 };
  #problem: string | undefined;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#recentFrom = (options.attachedAt ?? Number.POSITIVE_INFINITY) - OVERLAP_WINDOW_MS;
  }

  /** Why no history is available: a logging driver that cannot be read. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** ms since the epoch; 0 without a line. */
  get newestAt(): number {
    return this.#newest.at;
  }

  /**
   * Reads the requested range, or on a later call the lines stored since. Rejects when the container or the engine is
   * gone.
   */
  async read(): Promise<void> {
    const { engine, containerId, tty, range, signal, emit, onChunk, isEnough } = this.#options;
    const isFollowUp = this.#newest.at > 0;
    const { stamp: newestStamp, lines: newestLines } = this.#newest;
    let sameLines = 0;
    let linesUntilCheck = isFollowUp ? 0 : (range.tail ?? 0);
    const reader = new LineReader(
      tty,
      (source, line) => {
        const { at, stamp, text: stored } = splitStamp(line);
        const text = withoutInnerStamps(stored);
        // `since` is inclusive with millisecond precision; the engine's stamps are in order. Several lines have the same
        // one where the engine stamps to the second, as Podman 4.3 does.
        if (isFollowUp && stamp < newestStamp) return;
        if (isFollowUp && stamp === newestStamp && sameLines < newestLines) {
          sameLines += 1;
          return;
        }
        linesUntilCheck -= 1;
        if (at !== undefined) this.#remember(source, { text: joinText(text), at }, stamp);
        emit({ source, text, at });
      },
      // Each stored piece of a long line has a timestamp.
      MAXIMUM_LINE_BYTES + STAMP_BYTES * (MAXIMUM_LINE_BYTES / PIECE_BYTES),
    );
    try {
      const query = isFollowUp ? { since: this.#newest.at / 1000 } : range;
      const stream = await engine.logs(containerId, { ...query, timestamps: true, signal });
      const isComplete = await drain(stream, (chunk) => {
        reader.push(chunk);
        onChunk();
        if (linesUntilCheck > 0) return true;
        linesUntilCheck = CHECK_EVERY_LINES;
        return !isEnough(this.recent);
      });
      if (isComplete) reader.flush();
    } catch (error) {
      if (!(error instanceof AppFailure) || FATAL.includes(error.error.type)) throw error;
      this.#problem = error.error.raw ?? error.error.message;
    }
  }

  #remember(source: LogSource, line: { text: string; at: number }, stamp: string): void {
    if (line.at >= this.#recentFrom) this.recent[source].push(line);
    if (stamp > this.#newest.stamp) this.#newest = { at: line.at, stamp, lines: 0 };
    if (stamp === this.#newest.stamp) this.#newest.lines += 1;
  }
}

/**
 * Passes chunks to `onChunk` until it returns false or the stream ends; resolves to whether the stream ended. The engine
 * sends one chunk per line: joining the chunks of one network packet costs a fraction of handling each.
 */
function drain(stream: Readable, onChunk: (chunk: Buffer) => boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    const flush = () => {
      const packet = Buffer.concat(chunks);
      chunks = [];
      if (packet.length === 0 || stream.destroyed) return;
      try {
        if (onChunk(packet)) return;
        resolve(false);
      } catch (error) {
        reject(error);
      }
      stream.destroy();
    };
    stream.on('data', (chunk: Buffer) => {
      // Microtasks run after the whole packet has been parsed.
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
