import type { AttemptProgress } from '../../contract/attempt-progress.ts';
import type { TaskOutput } from '../../contract/task-program.ts';
import type { CountedSession } from '../../transcript/codex.ts';
import { LineSplitter } from '../../transcript/line-splitter.ts';
import { type TranscriptReader, transcriptReader } from '../../transcript/reader.ts';
import { withEvent } from './progress.ts';

/** More of an output is not read: no program that works prints so much, and reading takes the time of everything else. */
const READ_MAX_BYTES = 512 * 1024 * 1024;

/** Reads the output of a program from its first byte on, and keeps no more of it than the progress and an open line. */
export class ProgressReader {
  readonly #output: TaskOutput;
  readonly #reader: TranscriptReader;
  readonly #lines = new LineSplitter();
  readonly #decoder = new TextDecoder();
  #progress: AttemptProgress = {};
  #readBytes = 0;

  constructor(output: TaskOutput, before?: CountedSession) {
    this.#output = output;
    this.#reader = transcriptReader(output, before);
  }

  get progress(): AttemptProgress {
    return this.#progress;
  }

  get readBytes(): number {
    return this.#readBytes;
  }

  push(bytes: Uint8Array): void {
    if (this.#readBytes >= READ_MAX_BYTES) return;
    this.#readBytes += bytes.length;
    for (const line of this.#lines.push(this.#decoder.decode(bytes, { stream: true }))) this.#read(line);
  }

  /** Reads the last line, which has no end. */
  end(): void {
    const line = this.#lines.flush();
    if (line !== undefined) this.#read(line);
  }

  #read(line: string): void {
    for (const event of this.#reader.line(line))
      this.#progress = withEvent(this.#progress, event, this.#output);
  }
}
