import { AppFailure } from '../../contract/error.ts';
import type { Engine } from '../docker/engine.ts';
import type { LogSource } from './frames.ts';
import type { JoinLine } from './join.ts';
import { LineReader } from './line-reader.ts';
import { MAXIMUM_LINE_BYTES } from './lines.ts';
import type { TimedLine } from './live-stream.ts';
import { STAMP_BYTES, splitStamp } from './stamp.ts';

/** History this much older than an attach cannot overlap with it, even if the engine's clock is a little off. */
const OVERLAP_WINDOW_MS = 10_000;

export interface HistoryRange {
  tail?: number;
  /** Seconds since the epoch. */
  since?: number;
  /** Lines up to this moment (ms) may be known already. */
  overlapsUntil?: number;
}

export interface History {
  /** The newest lines, which a live stream that began at `recentFrom` may bring too. */
  recent: Record<LogSource, JoinLine[]>;
  /** Why the engine has no history: a logging driver that cannot be read. */
  problem?: string;
}

/** Streams the engine's stored log of a container. Rejects when the container or the engine is gone. */
export async function readHistory(options: {
  engine: Engine;
  containerId: string;
  tty: boolean;
  range: HistoryRange | undefined;
  recentFrom: number | undefined;
  signal: AbortSignal;
  emit: (line: TimedLine) => void;
  onChunk: () => void;
}): Promise<History> {
  const { range, recentFrom = Number.POSITIVE_INFINITY } = options;
  const history: History = { recent: { stdout: [], stderr: [] } };
  if (!range) return history;
  const reader = new LineReader(
    options.tty,
    (source, line) => {
      const { at, text } = splitStamp(line);
      if ((at ?? recentFrom) >= recentFrom - OVERLAP_WINDOW_MS) history.recent[source].push({ text, at });
      options.emit({ source, text, at });
    },
    MAXIMUM_LINE_BYTES + STAMP_BYTES,
  );
  try {
    const { tail, since } = range;
    const stream = await options.engine.logs(options.containerId, {
      ...(tail === undefined ? {} : { tail }),
      ...(since === undefined ? {} : { since }),
      timestamps: true,
      signal: options.signal,
    });
    for await (const chunk of stream) {
      reader.push(chunk as Buffer);
      options.onChunk();
    }
    reader.flush();
  } catch (error) {
    const unreadable =
      error instanceof AppFailure &&
      !['cancelled', 'container-gone', 'engine-unreachable'].includes(error.error.type);
    if (!unreadable) throw error;
    history.problem = error.error.raw ?? error.error.message;
  }
  return history;
}
