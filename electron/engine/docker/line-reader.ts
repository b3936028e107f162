import { FrameReader, type LogSource } from './frames.ts';
import { LineAssembler, MAXIMUM_LINE_BYTES } from './line-assembler.ts';

/**
 * Reads lines of a log or attach stream: demultiplexes it, unless the container has a TTY, whose bytes are all stdout.
 */
export class LineReader {
  readonly #lines: Record<LogSource, LineAssembler>;
  readonly #frames: FrameReader | undefined;
  /**
   * Consecutive payloads of one source: history has one frame per line, and one decode for many is several times
   * faster.
   */
  #run: Uint8Array[] = [];
  #source: LogSource = 'stdout';

  constructor(
    tty: boolean,
    emit: (source: LogSource, line: string) => void,
    limitBytes: number = MAXIMUM_LINE_BYTES,
  ) {
    this.#lines = {
      stdout: new LineAssembler((line) => emit('stdout', line), limitBytes),
      stderr: new LineAssembler((line) => emit('stderr', line), limitBytes),
    };
    if (tty) return;
    this.#frames = new FrameReader((source, payload) => {
      if (source !== this.#source) this.#endRun();
      this.#source = source;
      this.#run.push(payload);
    });
  }

  /** Throws a `FramingError` when the stream contradicts its container's TTY setting. */
  push(chunk: Uint8Array): void {
    if (!this.#frames) {
      this.#lines.stdout.push(chunk);
      return;
    }
    this.#frames.push(chunk);
    this.#endRun();
  }

  /** Emits last lines that have no line end. */
  flush(): void {
    this.#lines.stdout.flush();
    this.#lines.stderr.flush();
  }

  #endRun(): void {
    const [only, ...more] = this.#run;
    if (!only) return;
    this.#lines[this.#source].push(more.length === 0 ? only : Buffer.concat(this.#run));
    this.#run = [];
  }
}
