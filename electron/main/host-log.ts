import { StringDecoder } from 'node:string_decoder';
import type { LogLevel } from '../lib/logger.ts';

/** Longer lines are cut, in characters, so that output without line breaks does not fill the memory. */
const MAXIMUM_LINE = 16_000;
const LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error'] satisfies LogLevel[];

/** Splits a process's output into lines, whatever its chunks. */
export class HostLog {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    this.#take(this.#decoder.write(chunk));
  }

  /** Emits the last line, which may lack a line break, after the process has ended. */
  end(): void {
    this.#take(this.#decoder.end());
    if (this.#rest !== '') this.#onLine(this.#rest);
    this.#rest = '';
  }

  #take(text: string): void {
    const lines = `${this.#rest}${text}`.split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') this.#onLine(line.slice(0, MAXIMUM_LINE));
    this.#rest = this.#rest.slice(0, MAXIMUM_LINE);
  }
}

/**
 * The log line for a line that the engine host printed: the host's own log lines stay unchanged; any other line (a
 * warning of Node or Chromium) gets the level of its output.
 */
export function hostLogLine(line: string, otherwise: LogLevel, now: number): string {
  if (isLogLine(line)) return line;
  const time = new Date(now).toISOString();
  return JSON.stringify({ time, level: otherwise, scope: 'engine-host', message: line });
}

function isLogLine(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    const { time, level, message } = JSON.parse(line) as Record<string, unknown>;
    return typeof time === 'string' && typeof message === 'string' && LEVELS.includes(String(level));
  } catch {
    return false; // The text only looks like JSON.
  }
}
