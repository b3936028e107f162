import type { LineTest } from './log-filter.ts';
import type { WindowLine } from './window-line.ts';

/** Work between two looks at the clock: a regular expression takes at most some milliseconds for it. */
const LOOK_EVERY_CHARACTERS = 16_384;
/** Counts the call of the test, so that many empty lines also add up. */
const CHARACTERS_OF_A_CALL = 64;

/**
 * The search for the lines of a window that pass its filter. It advances in slices, because an expression may take a
 * second for all lines of a window, and new lines are tested once, behind those before them.
 */
export class LineSearch {
  #test: LineTest = null;
  #passing: WindowLine[] = [];
  #matches = 0;
  #searched = 0;

  /** Null when every line passes: then there is nothing to search. */
  get test(): LineTest {
    return this.#test;
  }

  /** The lines that pass, of those searched, oldest first. */
  get passing(): readonly WindowLine[] {
    return this.#passing;
  }

  /** Lines of the agent that pass. The app's own remarks pass too, and are no match. */
  get matches(): number {
    return this.#matches;
  }

  /** The number of lines searched, from the oldest on. */
  get searched(): number {
    return this.#searched;
  }

  restart(test: LineTest): void {
    this.#test = test;
    this.#passing = [];
    this.#matches = 0;
    this.#searched = 0;
  }

  /** Searches on until `isOver`, which is asked every few milliseconds at most, or to the end of the lines. */
  advance(lines: readonly WindowLine[], isOver: () => boolean): void {
    const test = this.#test;
    if (!test) return;
    let characters = 0;
    while (this.#searched < lines.length) {
      const line = lines[this.#searched];
      this.#searched += 1;
      if (line) this.#take(line, test);
      characters += (line?.plain.length ?? 0) + CHARACTERS_OF_A_CALL;
      if (characters < LOOK_EVERY_CHARACTERS) continue;
      if (isOver()) return;
      characters = 0;
    }
  }

  /** Forgets the window's oldest lines. Returns how many of them had passed. */
  drop(oldest: readonly WindowLine[]): number {
    if (!this.#test) return 0;
    const dropped = new Set(oldest.slice(0, this.#searched));
    const firstRemaining = this.#passing.findIndex((line) => !dropped.has(line));
    const rows = firstRemaining < 0 ? this.#passing.length : firstRemaining;
    this.#matches -= this.#passing.slice(0, rows).filter(isOfAgent).length;
    this.#passing = this.#passing.slice(rows);
    this.#searched = Math.max(0, this.#searched - oldest.length);
    return rows;
  }

  #take(line: WindowLine, test: (plain: string) => boolean): void {
    const ofAgent = isOfAgent(line);
    if (ofAgent && !test(line.plain)) return;
    this.#passing.push(line);
    if (ofAgent) this.#matches += 1;
  }
}

/** Whether the agent wrote the line; others are the app's own remarks. */
export function isOfAgent({ source }: WindowLine): boolean {
  return source !== 'note';
}
