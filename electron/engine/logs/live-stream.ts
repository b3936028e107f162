import type { Duplex } from 'node:stream';
import type { Clock } from '../../lib/clock.ts';
import type { LogSource } from './frames.ts';
import { type JoinLine, joinAt } from './join.ts';
import { LineReader } from './line-reader.ts';
import { RING_LIMITS } from './ring.ts';

export interface TimedLine {
  source: LogSource;
  text: string;
  /** ms since the epoch; of a live line the moment of its arrival. */
  at: number | undefined;
}

/** Lines on their way through the engine's logger reach the history and the live stream at different moments. */
const SETTLE_MS = 50;
/** How often joining waits for live lines that history has already. */
const SETTLE_ROUNDS = 10;

/**
 * One attach, always drained. Lines are held back until the history that was read meanwhile is joined on, then go
 * straight through.
 */
export class LiveStream {
  readonly attachedAt: number;
  /** Settles when the stream is over, whatever ended it. */
  readonly closed: Promise<void>;
  readonly #emit: (line: TimedLine) => void;
  #held: TimedLine[] = [];
  #leftOut = 0;
  #through = false;

  constructor(options: {
    stream: Duplex;
    tty: boolean;
    attachedAt: number;
    clock: Clock;
    emit: (line: TimedLine) => void;
    onChunk: () => void;
  }) {
    const { stream, clock } = options;
    this.attachedAt = options.attachedAt;
    this.#emit = options.emit;
    const reader = new LineReader(options.tty, (source, text) =>
      this.#receive({ source, text, at: clock.now() }),
    );
    stream.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch (error) {
        stream.destroy(error instanceof Error ? error : new Error(String(error)));
      }
      options.onChunk();
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

  /** Drops those first lines that `history` ends with; afterwards lines go straight through. */
  async join(
    history: Record<LogSource, readonly JoinLine[]>,
    wait: (delayMs: number) => Promise<void>,
  ): Promise<{ leftOut: number }> {
    let drop = this.#overlap(history);
    for (let round = 0; round < SETTLE_ROUNDS && !drop.certain; round += 1) {
      await wait(SETTLE_MS);
      drop = this.#overlap(history);
    }
    this.#through = true;
    const left = { stdout: drop.stdout, stderr: drop.stderr };
    for (const line of this.#held.splice(0)) {
      if (left[line.source] > 0) left[line.source] -= 1;
      else this.#emit(line);
    }
    return { leftOut: this.#leftOut };
  }

  #overlap(history: Record<LogSource, readonly JoinLine[]>) {
    const of = (source: LogSource) => {
      const expected = history[source].filter(({ at }) => (at ?? 0) >= this.attachedAt).length;
      return joinAt(
        history[source],
        this.#held.filter((line) => line.source === source),
        expected,
      );
    };
    const [stdout, stderr] = [of('stdout'), of('stderr')];
    return { stdout: stdout.drop, stderr: stderr.drop, certain: stdout.certain && stderr.certain };
  }

  #receive(line: TimedLine): void {
    if (this.#through) {
      this.#emit(line);
      return;
    }
    this.#held.push(line);
    // Dropped in bulk: taking single lines off the front of a long array is slow.
    if (this.#held.length > 2 * RING_LIMITS.lines) {
      this.#leftOut += this.#held.splice(0, RING_LIMITS.lines).length;
    }
  }
}
