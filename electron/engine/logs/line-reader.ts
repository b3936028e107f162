import { FrameReader, type LogSource } from './frames.ts';
import { LineAssembler, MAXIMUM_LINE_BYTES } from './lines.ts';

/** Lines of a log or attach stream: demultiplexed unless the container has a TTY, whose bytes are all stdout. */
export class LineReader {
  readonly #lines: Record<LogSource, LineAssembler>;
  readonly #frames: FrameReader | undefined;

  constructor(
    tty: boolean,
    emit: (source: LogSource, line: string) => void,
    limitBytes: number = MAXIMUM_LINE_BYTES,
  ) {
    this.#lines = {
      stdout: new LineAssembler((line) => emit('stdout', line), limitBytes),
      stderr: new LineAssembler((line) => emit('stderr', line), limitBytes),
    };
    if (!tty) this.#frames = new FrameReader((source, payload) => this.#lines[source].push(payload));
  }

  /** Throws a `FramingError` when the stream is not what its container's settings say. */
  push(chunk: Uint8Array): void {
    if (this.#frames) this.#frames.push(chunk);
    else this.#lines.stdout.push(chunk);
  }

  /** Emits last lines that have no line end. */
  flush(): void {
    this.#lines.stdout.flush();
    this.#lines.stderr.flush();
  }
}
