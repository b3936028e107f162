import { reportError } from '../../../electron/lib/report-error.ts';
import type { ConsoleOwner } from './parsing-note.ts';

/** Part of a frame of 16 ms that the window can spare for a visible console. */
const IN_SIGHT_MS = 8;
const OUT_OF_SIGHT_MS = 4;
/** All hidden consoles together get one turn in this time. */
const OUT_OF_SIGHT_EVERY_MS = 20;

export interface Parser {
  readonly owner: ConsoleOwner;
  readonly inSight: boolean;
  readonly empty: boolean;
  /** Parses for about `budgetMs`. Never rejects. */
  turn(budgetMs: number): Promise<void>;
}

export interface SchedulerOptions {
  now(): number;
  /** Resolves after a time; with 0 in the next task, after pending input events. */
  pause(ms: number): Promise<void>;
  /** Called before each turn, and with null when all output is parsed. */
  onTurn?(parser: Parser | null): void;
}

/**
 * Shares the window's only thread among its consoles. One parses at a time, for a part of a frame; the hidden consoles
 * take turns and together get at most a fifth of the time.
 */
export class OutputScheduler {
  readonly #options: SchedulerOptions;
  #waiting: Parser[] = [];
  #running = false;
  #hiddenDueAt = 0;
  #last: Parser | undefined;
  #wake: () => void = () => undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** Gives the parser turns until it is empty. */
  request(parser: Parser): void {
    if (!this.#waiting.includes(parser)) this.#waiting.push(parser);
    if (parser.inSight) this.#wake();
    if (!this.#running) void this.#run();
  }

  forget(parser: Parser): void {
    this.#waiting = this.#waiting.filter((each) => each !== parser);
  }

  async #run(): Promise<void> {
    const { now, pause, onTurn } = this.#options;
    this.#running = true;
    while (this.#waiting.length > 0) {
      const parser = this.#next();
      if (!parser) {
        const signalled = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        await Promise.race([pause(this.#hiddenDueAt - now()), signalled]);
        continue;
      }
      this.#last = parser;
      // The parser moves to the end of the queue, so that the others come first.
      this.forget(parser);
      this.#waiting.push(parser);
      onTurn?.(parser);
      // A console that fails must not stop the others.
      await parser.turn(parser.inSight ? IN_SIGHT_MS : OUT_OF_SIGHT_MS).catch(reportError);
      if (parser.empty) this.forget(parser);
      if (!parser.inSight) this.#hiddenDueAt = now() + OUT_OF_SIGHT_EVERY_MS;
      await pause(0);
    }
    onTurn?.(null);
    this.#running = false;
  }

  /** Returns the parser that has waited longest: a visible one, or a hidden one if these are due. */
  #next(): Parser | undefined {
    const areHiddenDue = this.#options.now() >= this.#hiddenDueAt;
    const inSight = this.#waiting.find((parser) => parser.inSight);
    const hidden = areHiddenDue ? this.#waiting.find((parser) => !parser.inSight) : undefined;
    return this.#last === inSight ? (hidden ?? inSight) : (inSight ?? hidden);
  }
}
