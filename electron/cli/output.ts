import type { AppError } from '../contract/error.ts';
import { harmless } from './harmless.ts';
import { type OutputStream, writeParts } from './standard-streams.ts';
import { plain, tableLines } from './table.ts';

export interface OutputOptions {
  stdout: OutputStream;
  stderr: OutputStream;
  /** Whether stdout holds JSON alone. */
  json: boolean;
  environment: Readonly<Record<string, string | undefined>>;
}

/** A faster line could not be read. */
const COUNTER_EVERY_MS = 200;

const COLOURS = { red: 31, green: 32, yellow: 33 } as const;

/** Prints the result of a command on stdout, as text or JSON, and notes and progress on stderr. */
export class Output {
  readonly json: boolean;
  readonly #options: OutputOptions;
  #countedAt = 0;

  constructor(options: OutputOptions) {
    this.json = options.json;
    this.#options = options;
  }

  get isTerminal(): boolean {
    return this.#options.stdout.isTTY === true && !this.json;
  }

  /** Writes text for the terminal itself, such as a control sequence. */
  raw(text: string): void {
    this.#options.stdout.write(text);
  }

  line(text: string): void {
    this.#options.stdout.write(`${text}\n`);
  }

  /** Writes one value as JSON on one line, for streams and `--json`. */
  value(value: unknown): void {
    this.line(JSON.stringify(value));
  }

  /** Writes the command's result: `value` with `--json`, else the lines. */
  result(value: unknown, lines: () => readonly string[]): void {
    if (this.json) this.line(JSON.stringify(value, undefined, 2));
    else for (const line of lines()) this.line(line);
  }

  table(value: unknown, titles: readonly string[], rows: readonly (readonly string[])[]): void {
    this.result(value, () => tableLines(titles, rows));
  }

  /** Writes a program's output unchanged. Resolves when the readers can receive more. */
  async write(parts: { stdout?: string | Uint8Array; stderr?: string | Uint8Array }): Promise<void> {
    await writeParts(this.#options, parts);
  }

  /** Writes lines of an agent: unchanged, but a terminal gets no control sequences other than colours. */
  async writeLines({ stdout = '', stderr = '' }: { stdout?: string; stderr?: string }): Promise<void> {
    const shown = (name: 'stdout' | 'stderr', lines: string) =>
      this.#options[name].isTTY ? lines.split('\n').map(harmless).join('\n') : lines;
    await this.write({ stdout: shown('stdout', stdout), stderr: shown('stderr', stderr) });
  }

  /** Writes a note for a person. It is never part of the result. */
  note(text: string): void {
    this.#options.stderr.write(`${text.split('\n').map(plain).join('\n')}\n`);
  }

  /** Writes progress for a person at a terminal. */
  progress(text: string): void {
    if (this.#options.stderr.isTTY && !this.json) this.note(text);
  }

  /** Shows how far work is on one line of the terminal, which the next text replaces; without a text, removes it. */
  counter(text = ''): void {
    const { stderr } = this.#options;
    const now = Date.now();
    if (!stderr.isTTY || this.json || (text !== '' && now - this.#countedAt < COUNTER_EVERY_MS)) return;
    this.#countedAt = now;
    stderr.write(`\r\u001b[K${plain(text)}`);
  }

  error(error: Pick<AppError, 'type' | 'message' | 'raw'>): void {
    if (this.json) this.#options.stderr.write(`${JSON.stringify({ error })}\n`);
    else this.note(error.raw ? `bulkhead: ${error.message} (${error.raw})` : `bulkhead: ${error.message}`);
  }

  paint(text: string, colour: keyof typeof COLOURS): string {
    const { NO_COLOR, TERM } = this.#options.environment;
    const isColoured = this.isTerminal && !NO_COLOR && TERM !== 'dumb';
    return isColoured ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
  }
}
