import type { Sample } from '../../contract/stats.ts';
import type { Want } from './demand.ts';
import { LISTED_INTERVAL_MS } from './reader.ts';

/** Slightly less than the interval, since readings never arrive exactly on time. */
const LISTED_EVERY_MS = LISTED_INTERVAL_MS - 1_000;
/** Samples within this time are sent in one message, so that the window draws once for all of them. */
const GATHER_MS = 100;
/** The same for a list that has a sample of every agent: readings of 50 agents come ten times a second. */
const GATHER_LISTED_MS = 1_000;

/**
 * Collects samples for one window until it takes them. Listed agents get samples at the slow rate, even when another
 * view reads them each second, so that the points of a sparkline are evenly spaced.
 */
export class Tick {
  readonly #focused: ReadonlySet<string>;
  readonly #listed: ReadonlySet<string>;
  readonly #taken = new Map<string, number>();
  #waiting: Record<string, Sample> = {};

  constructor(want: Want) {
    this.#focused = new Set(want.focused);
    this.#listed = new Set(want.listed);
  }

  /** How long to wait for more samples before the next is sent. */
  get gatherMs(): number {
    const isListShown = this.#focused.size === 0 && this.#taken.size === this.#listed.size;
    return isListShown ? GATHER_LISTED_MS : GATHER_MS;
  }

  /** Adds a sample; returns whether this window wants it. */
  add(agentId: string, sample: Sample): boolean {
    if (!this.#focused.has(agentId)) {
      if (!this.#listed.has(agentId)) return false;
      // Less than 0: the clock was set back.
      const sinceMs = sample.at - (this.#taken.get(agentId) ?? Number.NEGATIVE_INFINITY);
      if (sinceMs >= 0 && sinceMs < LISTED_EVERY_MS) return false;
      this.#taken.set(agentId, sample.at);
    }
    this.#waiting[agentId] = sample;
    return true;
  }

  take(): Record<string, Sample> {
    const waiting = this.#waiting;
    this.#waiting = {};
    return waiting;
  }
}
