import { reportError } from '../../../electron/lib/report-error.ts';
import type { ConsoleOwner } from './parsing-note.ts';

/** Of a frame of 16 ms, as much as the window can spare for a console that is looked at, and for all others. */
const IN_SIGHT_MS = 8;
const OUT_OF_SIGHT_MS = 4;
/** All consoles out of sight together get one turn in so much time. */
const OUT_OF_SIGHT_EVERY_MS = 20;

export interface Parser {
  readonly owner: ConsoleOwner;
  readonly inSight: boolean;
  readonly empty: boolean;
  /** Parses for about so long. Never rejects. */
  turn(budgetMs: number): Promise<void>;
}

export interface SchedulerOptions {
  now(): number;
  /** Resolves after a time; with 0 in the next task, after what the person did meanwhile. */
  pause(ms: number): Promise<void>;
  /** Called before each turn, and with null when there is nothing left to parse. */
  onTurn?(parser: Parser | null): void;
}

/**
 * Shares the window's only thread among its consoles: one parses at a time, for a part of a frame; the ones out of sight
 * take turns, and together get a fifth of the time at most.
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
        const wakeUp = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        await Promise.race([pause(this.#hiddenDueAt - now()), wakeUp]);
        continue;
      }
      this.#last = parser;
      // To the end, so that the others come first.
      this.forget(parser);
      this.#waiting.push(parser);
      onTurn?.(parser);
      // One console that fails must not end the turns of all others.
      await parser.turn(parser.inSight ? IN_SIGHT_MS : OUT_OF_SIGHT_MS).catch(reportError);
      if (parser.empty) this.forget(parser);
      if (!parser.inSight) this.#hiddenDueAt = now() + OUT_OF_SIGHT_EVERY_MS;
      await pause(0);
    }
    onTurn?.(null);
    this.#running = false;
  }

  /** The one that has waited longest, if it is in sight or the others are due. */
  #next(): Parser | undefined {
    const areHiddenDue = this.#options.now() >= this.#hiddenDueAt;
    const inSight = this.#waiting.find((parser) => parser.inSight);
    const hidden = areHiddenDue ? this.#waiting.find((parser) => !parser.inSight) : undefined;
    return this.#last === inSight ? (hidden ?? inSight) : (inSight ?? hidden);
  }
}
