import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeAtomically } from '../../../lib/atomic-write.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Logger } from '../../../lib/logger.ts';
import { SerialQueue } from '../../../lib/serial-queue.ts';

/** A crash of the app leaves a time that is as much too early. */
const WRITE_EVERY_MS = 30_000;
/** A clock that was set back by less than this changes nothing. */
const TOLERATED_MS = 1_000;

const latestSchema = z.object({ time: z.number() });

/**
 * The latest time of day (epoch ms) at which rules with an end were in force, in a file of this machine. It never goes
 * back: a clock that shows less at a start was set back meanwhile, and how long the app was closed is not known.
 */
export class LatestTime {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #queue = new SerialQueue();
  #opened: Promise<boolean> | undefined;
  #latest = 0;
  #written = 0;
  #untilMonotonic = 0;
  #cancel: (() => void) | undefined;

  constructor(options: { path: string; clock: Clock; logger: Logger }) {
    this.#path = options.path;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Whether the clock was set back while the app was closed. */
  wasSetBack(): Promise<boolean> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  /** Notes the time now, and again until a rule that lasts so long has ended. */
  note(lastsMs: number): void {
    this.#untilMonotonic = Math.max(this.#untilMonotonic, this.#clock.monotonic() + lastsMs);
    this.#tick();
  }

  async dispose(): Promise<void> {
    this.#cancel?.();
    if (this.#clock.monotonic() < this.#untilMonotonic) this.#write();
    await this.#queue.run(async () => undefined);
  }

  #tick(): void {
    if (this.#cancel !== undefined) return;
    this.#write();
    if (this.#clock.monotonic() >= this.#untilMonotonic) return;
    this.#cancel = this.#clock.after(WRITE_EVERY_MS, () => {
      this.#cancel = undefined;
      this.#tick();
    });
  }

  #write(): void {
    const now = this.#clock.now();
    void this.#queue.run(async () => {
      await this.wasSetBack();
      this.#latest = Math.max(this.#latest, now);
      if (this.#written === this.#latest) return;
      try {
        await writeAtomically(this.#path, JSON.stringify({ time: this.#latest }));
        this.#written = this.#latest;
      } catch (error) {
        this.#logger.warn('the time of temporary rules is not written', { error });
      }
    });
  }

  async #open(): Promise<boolean> {
    const now = this.#clock.now();
    try {
      this.#latest = latestSchema.parse(JSON.parse(await readFile(this.#path, 'utf8'))).time;
    } catch (error) {
      // Without a time of before, a rule lasts until its end by this clock.
      if (!isMissing(error)) this.#logger.warn('the time of temporary rules cannot be read', { error });
      return false;
    }
    this.#written = this.#latest;
    return now < this.#latest - TOLERATED_MS;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
