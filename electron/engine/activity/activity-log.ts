import { type Activity, withActivity } from '../../contract/activity.ts';
import type { Clock } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';

/** Bounded log of agents' activity in this run of the app, newest last. */
export class ActivityLog {
  readonly added = new Emitter<Activity>();
  readonly cleared = new Emitter<void>();
  readonly #clock: Clock;
  #entries: readonly Activity[] = [];
  #nextId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(entry: Omit<Activity, 'id' | 'at'>): void {
    const activity = { ...entry, id: this.#nextId++, at: this.#clock.now() };
    this.#entries = withActivity(this.#entries, activity);
    this.added.emit(activity);
  }

  list(): readonly Activity[] {
    return this.#entries;
  }

  clear(): void {
    this.#entries = [];
    this.cleared.emit();
  }
}
