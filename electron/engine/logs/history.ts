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
  /** ms since the epoch; 0 if unknown. */
  startedAt: number;
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

/** A line, the engine's time of its first piece as it was printed, and how many lines of its source have that time. */
interface Position {
  at: number;
  stamp: string;
  lines: number;
}

interface StoredLine {
  source: LogSource;
  text: string;
  at: number | undefined;
  stamp: string;
}

/** Interval of `isEnough` calls, which cost some milliseconds when there is much to compare. */
const CHECK_EVERY_LINES = 20_000;

/** Reads a container's log as the engine stored it, and on each later call the lines stored since. */
export class HistoryReader {
  /** The newest lines, which the live stream may deliver too. */
  readonly recent: Record<LogSource, JoinLine[]> = { stdout: [], stderr: [] };
  readonly #options: HistoryOptions;
  readonly #recentFrom: number;
  /** The newest whole line of each source. */
  readonly #newest: Record<LogSource, Position> = {
    stdout: { at: 0, stamp: '', lines: 0 },
    stderr: { at: 0, stamp: '', lines: 0 },
  };
  /**
   * Last lines without their end: a prompt, or a long line that the engine stores in pieces. The next read may have
   * more of them.
   */
  #unfinished: StoredLine[] = [];
  #problem: string | undefined;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#recentFrom = (options.attachedAt ?? Number.POSITIVE_INFINITY) - OVERLAP_WINDOW_MS;
  }

  /** Why no history is available: a logging driver that cannot be read. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Time of the newest line, whole or not, or without one of the agent's start, in ms since the epoch. */
  get newestAt(): number {
    const { stdout, stderr } = this.#newest;
    return Math.max(
      this.#options.startedAt,
      stdout.at,
      stderr.at,
      ...this.#unfinished.map(({ at = 0 }) => at),
    );
  }

  /**
   * Reads the requested range, or on a later call what was stored since; resolves to whether there was more than
   * before. Rejects when the container or the engine is gone.
   */
  async read(): Promise<boolean> {
    const { engine, containerId, tty, range, signal, onChunk, isEnough } = this.#options;
    const before = { stdout: { ...this.#newest.stdout }, stderr: { ...this.#newest.stderr } };
    const since = this.#readFrom();
    const unfinishedBefore = this.#unfinished;
    const sameLines = { stdout: 0, stderr: 0 };
    let linesUntilCheck = since === undefined ? (range.tail ?? 0) : 0;
    let hasMore = false;
    let isAtEnd = false;
    this.#unfinished = [];
    const reader = new LineReader(
      tty,
      (source, line) => {
        const { at, stamp, text } = splitStamp(line);
        // `since` is inclusive with millisecond precision; the engine's stamps are in order. Several lines have the same
        // one where the engine stamps to the second, as Podman 4.3 does.
        const newest = before[source];
        if (stamp < newest.stamp) return;
        if (stamp === newest.stamp && sameLines[source] < newest.lines) {
          sameLines[source] += 1;
          return;
        }
        const stored = { source, text: withoutInnerStamps(text), at, stamp };
        if (isAtEnd) {
          this.#unfinished.push(stored);
          return;
        }
        hasMore = true;
        linesUntilCheck -= 1;
        this.#add(stored);
      },
      // Each stored piece of a long line has a timestamp.
      MAXIMUM_LINE_BYTES + STAMP_BYTES * (MAXIMUM_LINE_BYTES / PIECE_BYTES),
    );
    try {
      const query = since === undefined ? range : { since: since / 1000 };
      const stream = await engine.logs(containerId, { ...query, timestamps: true, signal });
      const isComplete = await drain(stream, (chunk) => {
        reader.push(chunk);
        onChunk();
        if (linesUntilCheck > 0) return true;
        linesUntilCheck = CHECK_EVERY_LINES;
        return !isEnough(this.recent);
      });
      isAtEnd = true;
      if (isComplete) reader.flush();
    } catch (error) {
      if (!(error instanceof AppFailure) || FATAL.includes(error.error.type)) throw error;
      this.#problem = error.error.raw ?? error.error.message;
    }
    return hasMore || lengthOf(this.#unfinished) > lengthOf(unfinishedBefore);
  }

  /** Emits the last lines that have no end (yet); what a later read has of them counts as lines of their own. */
  finish(): void {
    for (const line of this.#unfinished.splice(0)) this.#add(line);
  }

  /** Where the next read begins, in ms since the epoch; undefined before the first line. */
  #readFrom(): number | undefined {
    const { stdout, stderr } = this.#newest;
    const newest = Math.max(stdout.at, stderr.at);
    return newest > 0 ? Math.min(newest, ...this.#unfinished.map(({ at }) => at ?? newest)) : undefined;
  }

  #add({ source, text, at, stamp }: StoredLine): void {
    if (at !== undefined) this.#remember(source, { text: joinText(text), at }, stamp);
    this.#options.emit({ source, text, at });
  }

  #remember(source: LogSource, line: { text: string; at: number }, stamp: string): void {
    if (line.at >= this.#recentFrom) this.recent[source].push(line);
    const newest = this.#newest[source];
    if (stamp > newest.stamp) Object.assign(newest, { at: line.at, stamp, lines: 0 });
    if (stamp === newest.stamp) newest.lines += 1;
  }
}

function lengthOf(lines: readonly StoredLine[]): number {
  return lines.reduce((sum, { text }) => sum + text.length, 0);
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
