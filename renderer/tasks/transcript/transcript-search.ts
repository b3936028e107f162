import { visibleLines } from '../visible-lines.ts';
import { type Row, textsOf } from './rows.ts';

/** Work between two looks at the clock. */
const LOOK_EVERY_CHARACTERS = 16_384;
/** Counts a row, so that many short ones also add up. */
const CHARACTERS_OF_A_ROW = 64;

/** Finds a text in any case; undefined for none. */
export function patternOf(text: string): RegExp | undefined {
  if (text === '') return undefined;
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');
}

/** Whether the row holds the text, as it is shown. */
export function holds(row: Row, pattern: RegExp): boolean {
  return textsOf(row.content).some((text) => visibleLines(text).search(pattern) >= 0);
}

/** The rows of a transcript that hold a text. It advances in slices, and tests a row again only when that changed. */
export class TranscriptSearch {
  #pattern: RegExp | undefined;
  #tested = new WeakMap<Row, { revision: number; isMatch: boolean }>();
  #matches: Row[] = [];
  #isOver = true;

  /** In the order of the rows. */
  get matches(): readonly Row[] {
    return this.#matches;
  }

  /** Whether all rows were tested. */
  get isOver(): boolean {
    return this.#isOver;
  }

  restart(pattern: RegExp | undefined): void {
    this.#pattern = pattern;
    this.#tested = new WeakMap();
    this.#matches = [];
    this.#isOver = pattern === undefined;
  }

  /** Searches until `isLate`, which is asked every few milliseconds at most, or to the end. */
  advance(rows: readonly Row[], isLate: () => boolean): void {
    const pattern = this.#pattern;
    if (!pattern) return;
    const matches: Row[] = [];
    let characters = 0;
    this.#isOver = false;
    for (const row of rows) {
      let tested = this.#tested.get(row);
      if (tested?.revision !== row.revision) {
        tested = { revision: row.revision, isMatch: holds(row, pattern) };
        this.#tested.set(row, tested);
        characters += CHARACTERS_OF_A_ROW + textsOf(row.content).reduce((sum, { length }) => sum + length, 0);
      }
      if (tested.isMatch) matches.push(row);
      if (characters < LOOK_EVERY_CHARACTERS) continue;
      if (isLate()) {
        this.#matches = matches;
        return;
      }
      characters = 0;
    }
    this.#matches = matches;
    this.#isOver = true;
  }
}
