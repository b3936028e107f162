import type { LogLine, LogsBatch } from '../../electron/contract/logs.ts';
import { plainText } from '../ansi/spans.ts';
import { formatNumber } from '../format/number.ts';
import { isOfAgent, LineSearch } from './line-search.ts';
import type { LineTest } from './log-filter.ts';
import { ROW_CHARACTERS } from './shown-part.ts';
import { costOfLine, type WindowLine } from './window-line.ts';

export interface WindowLimits {
  lines: number;
  bytes: number;
}

/** The newest lines that a window keeps: so many, or so much, whichever is reached first. */
export const WINDOW_LIMITS: WindowLimits = { lines: 100_000, bytes: 64 * 1024 * 1024 };
/** Lines are dropped in bulk, because removing single lines from a long array is slow. */
const SLACK = 0.05;

/**
 * The bounded lines of a log view, and those that pass its filter. The class does not depend on React: batches are added
 * on arrival, and the view renders once a frame.
 */
export class LogWindow {
  readonly #limits: WindowLimits;
  readonly #search = new LineSearch();
  #lines: WindowLine[] = [];
  #bytes = 0;
  #notes = 0;
  #leftOut = 0;
  #trimmed = false;
  #dropped = 0;
  #longest = 0;
  #expected: number | undefined;

  constructor(limits = WINDOW_LIMITS) {
    this.#limits = limits;
  }

  /** The lines that pass the filter, oldest first. The array is reused: read it while rendering, do not keep it. */
  get shown(): readonly WindowLine[] {
    return this.#search.test ? this.#search.passing : this.#lines;
  }

  /** Lines of the agent in the window. */
  get total(): number {
    return this.#lines.length - this.#notes;
  }

  /** Lines of the agent that pass the filter, of those searched. */
  get matches(): number {
    return this.#search.test ? this.#search.matches : this.total;
  }

  /** Lines that the filter has not been tried on yet. */
  get unsearched(): number {
    return this.#search.test ? this.#lines.length - this.#search.searched : 0;
  }

  /** Memory of the lines. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Lines that the window does not hold: the view was slower than the agent, or the lines are too old. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Whether the window may lack older lines, because it is full or was. */
  get full(): boolean {
    return this.#trimmed || this.#lines.length >= this.#limits.lines;
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
        text: `${formatNumber(leftOut)} lines are left out here: they came faster than they could be shown. “Save logs” has them all.`,
      });
    }
    for (const line of lines) this.#push(line);
    if (first) this.#expected = first.n + lines.length;
    this.#trim();
  }

  /** Empties the view; numbering continues. */
  clear(): void {
    this.#search.restart(this.#search.test);
    this.#lines = [];
    this.#bytes = 0;
    this.#notes = 0;
    this.#longest = 0;
    this.#trimmed = false;
  }

  /** Shows the lines that pass the test, as `search` finds them. */
  filter(test: LineTest): void {
    this.#search.restart(test);
  }

  /** Tries the filter on further lines, until `isOver` or the end. Returns whether all lines are searched. */
  search(isOver: () => boolean): boolean {
    this.#search.advance(this.#lines, isOver);
    return this.unsearched === 0;
  }

  #push(line: LogLine): void {
    const plain = plainText(line.text);
    const added: WindowLine = { ...line, plain };
    this.#lines.push(added);
    this.#bytes += costOfLine(added);
    if (!isOfAgent(added)) this.#notes += 1;
    this.#longest = Math.max(this.#longest, Math.min(plain.length, ROW_CHARACTERS));
  }

  #trim(): void {
    const { lines, bytes } = this.#limits;
    if (this.#lines.length < lines * (1 + SLACK) && this.#bytes <= bytes * (1 + SLACK)) return;
    let excess = 0;
    let excessBytes = 0;
    for (const line of this.#lines) {
      // The newest line stays, however long it is.
      const fits = this.#lines.length - excess <= lines && this.#bytes - excessBytes <= bytes;
      if (fits || excess === this.#lines.length - 1) break;
      excess += 1;
      excessBytes += costOfLine(line);
    }
    const oldest = this.#lines.slice(0, excess);
    this.#lines = this.#lines.slice(excess);
    this.#bytes -= excessBytes;
    const notes = oldest.filter((line) => !isOfAgent(line)).length;
    this.#notes -= notes;
    this.#leftOut += excess - notes;
    this.#trimmed = true;
    this.#dropped += this.#search.test ? this.#search.drop(oldest) : excess;
  }
}
