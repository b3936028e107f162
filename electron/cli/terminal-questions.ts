import { createInterface } from 'node:readline';
import { isatty } from 'node:tty';
import { printableLines } from '../lib/printable.ts';
import { processStat } from '../lib/process-stat.ts';
import { SerialQueue } from '../lib/serial-queue.ts';
import { standardStream } from './standard-streams.ts';

/** The whole word, so that a letter typed ahead of the question is no answer. */
const YES = /^yes$/i;

/** Questions at a terminal, one at a time. What others wrote in a question is shown with its invisible characters. */
export class TerminalQuestions {
  readonly #input: NodeJS.ReadableStream;
  readonly #output: { write(text: string): unknown };
  readonly #queue = new SerialQueue();

  constructor(options: { input: NodeJS.ReadableStream; output: { write(text: string): unknown } }) {
    this.#input = options.input;
    this.#output = options.output;
  }

  /** Resolves to whether the person typed “yes”. Rejects with the signal's reason, and then withdraws the question. */
  ask({ message, detail }: { message: string; detail: string }, signal?: AbortSignal): Promise<boolean> {
    return this.#queue.run(async () => {
      signal?.throwIfAborted();
      this.#output.write(
        `\n${printableLines(message)}\n${printableLines(detail, '  ')}\nType “yes” to allow it: `,
      );
      try {
        return YES.test((await this.#line(signal)).trim());
      } catch (error) {
        this.#output.write('\nIt is no longer asked.\n');
        throw error;
      }
    });
  }

  /** Resolves to the next line; to an empty one at the end of the input. */
  #line(signal: AbortSignal | undefined): Promise<string> {
    // Not as a terminal, so that Ctrl+C still reaches this process.
    const reader = createInterface({ input: this.#input, terminal: false });
    return new Promise<string>((resolve, reject) => {
      const onAbort = () => reject(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      reader.once('line', resolve).once('close', () => resolve(''));
    }).finally(() => reader.close());
  }
}

/** The questions of this process if a person sees and can answer them, else undefined. */
export function terminalOfProcess(): TerminalQuestions | undefined {
  // The streams themselves are opened only where they are used.
  if (!isatty(0) || !isatty(2) || !isInForeground()) return undefined;
  return new TerminalQuestions({ input: process.stdin, output: standardStream('stderr') });
}

/** Whether the process may read its terminal: the system stops one in the background that tries to. */
function isInForeground(): boolean {
  const stat = processStat('self');
  if (!stat) return true;
  const [, , group, , , foreground] = stat;
  return group === foreground;
}
