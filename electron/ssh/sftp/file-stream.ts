import type { AgentPrograms } from '../agent-programs.ts';

/** Output that waits for the client. */
const WAITING_BYTES = 1024 * 1024;

/** `dd` moves the offset that it shares with the next program, and reads nothing. */
export const skipTo = (offset: number) => `dd bs=1 skip=${offset} count=0 2>/dev/null`;
/** The same for output, which it does not truncate. `offset` may be a variable of the shell. */
export const seekTo = (offset: number | string) =>
  `dd bs=1 seek=${offset} count=0 conv=notrunc 2>/dev/null </dev/null`;

/** A file from an offset on, as the output of a program of its own. */
export class FileStream {
  readonly #ending = new AbortController();
  readonly #chunks: Buffer[] = [];
  #waiting = 0;
  #isOver = false;
  #changed: () => void = () => undefined;
  #resume: () => void = () => undefined;

  constructor(path: string, offset: number, programs: AgentPrograms) {
    const program = programs.run({
      command: ['sh', '-c', `{ ${skipTo(offset)}; exec cat; } <"$1"`, 'sh', path],
      env: [],
      signal: this.#ending.signal,
      onOutput: async (source, bytes) => {
        if (source === 'stderr') return;
        this.#chunks.push(Buffer.from(bytes));
        this.#waiting += bytes.length;
        this.#changed();
        if (this.#waiting < WAITING_BYTES || this.#ending.signal.aborted) return;
        await new Promise<void>((resolve) => {
          this.#resume = resolve;
        });
      },
    });
    program.end();
    const end = () => {
      this.#isOver = true;
      this.#changed();
    };
    program.done.then(end, end);
  }

  /** Resolves to the next bytes, or to undefined at the end of the file. One call at a time. */
  async next(): Promise<Buffer | undefined> {
    while (this.#chunks.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
    const chunk = this.#chunks.shift();
    this.#waiting -= chunk?.length ?? 0;
    if (this.#waiting < WAITING_BYTES) this.#resume();
    return chunk;
  }

  close(): void {
    this.#ending.abort();
    this.#resume();
  }
}
