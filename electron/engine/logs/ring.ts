import type { LogLine } from '../../contract/logs.ts';

/** Memory of a line besides its characters, measured on V8. */
const LINE_OVERHEAD_BYTES = 64;

export interface RingLimits {
  lines: number;
  bytes: number;
}

/** Bounds of one agent's log: 100,000 lines or 64 MiB, whichever is reached first. */
export const RING_LIMITS: RingLimits = { lines: 100_000, bytes: 64 * 1024 * 1024 };

/** Counts two bytes a character, the larger of V8's two representations. */
function costOfLine(line: LogLine): number {
  return line.text.length * 2 + LINE_OVERHEAD_BYTES;
}

/** The newest lines of a log, numbered from 0. Adding never fails and never waits: it drops the oldest lines. */
export class LogRing {
  readonly #limits: RingLimits;
  readonly #slots: (LogLine | undefined)[] = [];
  #first = 0;
  #next = 0;
  #bytes = 0;

  constructor(limits: RingLimits = RING_LIMITS) {
    this.#limits = limits;
  }

  /** Number of the oldest line kept. */
  get first(): number {
    return this.#first;
  }

  /** Number of the next line. */
  get next(): number {
    return this.#next;
  }

  get bytes(): number {
    return this.#bytes;
  }

  push(source: LogLine['source'], text: string, at: number | undefined): void {
    const line: LogLine =
      at === undefined ? { n: this.#next, source, text } : { n: this.#next, source, at, text };
    if (this.#next - this.#first === this.#limits.lines) this.#dropOldest();
    this.#slots[this.#next % this.#limits.lines] = line;
    this.#next += 1;
    this.#bytes += costOfLine(line);
    while (this.#bytes > this.#limits.bytes && this.#next - this.#first > 1) this.#dropOldest();
  }

  /** Skips the numbers of `count` lines that were dropped earlier. Drops all kept lines, which are older. */
  skip(count: number): void {
    while (this.#first < this.#next) this.#dropOldest();
    this.#next += count;
    this.#first = this.#next;
  }

  /**
   * Returns up to `limits.lines` lines from number `from` on, fewer when they reach `limits.bytes` before; `leftOut`
   * counts those already dropped.
   */
  read(from: number, limits: RingLimits): { lines: LogLine[]; leftOut: number; next: number } {
    const start = Math.min(Math.max(from, this.#first), this.#next);
    const end = Math.min(this.#next, start + limits.lines);
    const lines: LogLine[] = [];
    let bytes = 0;
    let n = start;
    for (; n < end && bytes < limits.bytes; n += 1) {
      const line = this.#slots[n % this.#limits.lines];
      if (!line) continue;
      lines.push(line);
      bytes += costOfLine(line);
    }
    return { lines, leftOut: Math.max(0, start - from), next: n };
  }

  #dropOldest(): void {
    const slot = this.#first % this.#limits.lines;
    const line = this.#slots[slot];
    if (line) this.#bytes -= costOfLine(line);
    this.#slots[slot] = undefined;
    this.#first += 1;
  }
}
