import type { LogLine, LogsBatch } from '../../electron/contract/logs.ts';
import { plainText } from '../ansi/spans.ts';
import type { LineTest } from './log-filter.ts';

/** The newest lines that a window keeps; with lines of 100 characters about 50 MB. */
export const WINDOW_LINES = 100_000;
/** Lines are dropped in bulk, because removing single lines from a long array is slow. */
const SLACK_LINES = 5_000;

export interface WindowLine extends LogLine {
  /** The text without colours and control characters. */
  plain: string;
}

/**
 * The bounded lines of a log view, and those that pass its filter. The class does not depend on React: batches are added
 * on arrival, and the view renders once a frame.
 */
export class LogWindow {
  readonly #limit: number;
  #lines: WindowLine[] = [];
  #shown: WindowLine[] = [];
  #test: LineTest = null;
  #leftOut = 0;
  #dropped = 0;
  #longest = 0;
  #expected: number | undefined;

  constructor(limit = WINDOW_LINES) {
    this.#limit = limit;
  }

  /** The lines that pass the filter, oldest first. The array is reused: read it while rendering, do not keep it. */
  get shown(): readonly WindowLine[] {
    return this.#shown;
  }

  get total(): number {
    return this.#lines.length;
  }

  /** Lines that the window does not hold: the view was slower than the agent, or the lines are too old. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Rows removed at the top since the window was made, which a view subtracts from its scroll position. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Characters of the longest line seen, for the width of the scrolled area. */
  get longest(): number {
    return this.#longest;
  }

  add({ lines, leftOut }: LogsBatch): void {
    const first = lines[0];
    // Lines older than the first batch were never requested.
    if (leftOut > 0 && this.#expected !== undefined && first) {
      this.#leftOut += leftOut;
      this.#push({
        n: first.n - 1,
        source: 'note',
        text: `${leftOut.toLocaleString('en')} lines are left out here: they came faster than they could be shown. “Save logs” has them all.`,
      });
    }
    for (const line of lines) this.#push(line);
    if (first) this.#expected = first.n + lines.length;
    this.#trim();
  }

  /** Empties the view; numbering continues. */
  clear(): void {
    this.#lines = [];
    this.#shown = [];
    this.#longest = 0;
  }

  filter(test: LineTest): void {
    this.#test = test;
    this.#shown = test ? this.#lines.filter((line) => passes(test, line)) : [...this.#lines];
  }

  #push(line: LogLine): void {
    const plain = plainText(line.text);
    const kept: WindowLine = { ...line, plain };
    this.#lines.push(kept);
    if (plain.length > this.#longest) this.#longest = plain.length;
    if (passes(this.#test, kept)) this.#shown.push(kept);
  }

  #trim(): void {
    const excess = this.#lines.length - this.#limit;
    if (excess < Math.min(SLACK_LINES, this.#limit)) return;
    const oldest = this.#lines[excess];
    this.#lines = this.#lines.slice(excess);
    this.#leftOut += excess;
    const firstKept = oldest ? this.#shown.findIndex((line) => line.n >= oldest.n) : -1;
    const rows = firstKept < 0 ? this.#shown.length : firstKept;
    this.#shown = this.#shown.slice(rows);
    this.#dropped += rows;
  }
}

/** Whether a line passes the filter. The app's own remarks always pass. */
function passes(test: LineTest, line: WindowLine): boolean {
  return test === null || line.source === 'note' || test(line.plain);
}
