/** A request's permission to start; the request calls `done` when it is over. */
export interface Turn {
  ended: boolean;
}

interface Schedule {
  readonly waiting: ((turn: Turn) => void)[];
  /** The request that used the agent's free turn last. */
  free: Turn;
  freeAt: number;
  tokens: number;
  refilledAt: number;
  seenAt: number;
}

/** An agent counts as active for this long after its last request. */
const ACTIVE_MS = 1_000;
/** A request that has run this long waits for its server and no longer counts as work of the gateway. */
const BUSY_MS = 100;
/** The rate of starts of all competing agents, besides one at a time for each. A start costs about 0.25 ms. */
const CROWD_RATE_PER_MS = 0.5;
const BURST = 4;
const TICK_MS = 2;

/**
 * Keeps one agent's flood from slowing the others. An agent that is alone is never delayed. With other active agents,
 * each may always start a request when its previous one is done; further starts are spaced evenly.
 */
export class FairScheduler {
  readonly #monotonicMs: () => number;
  readonly #schedules = new Map<string, Schedule>();
  #timer: NodeJS.Timeout | undefined;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** Returns a turn, or the promise of one. */
  enter(agentId: string): Turn | Promise<Turn> {
    const now = this.#monotonicMs();
    const schedule = this.#scheduleOf(agentId, now);
    schedule.seenAt = now;
    if (schedule.waiting.length === 0) {
      const turn = this.#take(schedule, now);
      if (turn !== undefined) return turn;
    }
    this.#timer ??= setInterval(() => this.#release(), TICK_MS);
    return new Promise((resolve) => schedule.waiting.push(resolve));
  }

  /** Releases all waiting requests; their connections are being closed. */
  remove(agentId: string): void {
    const schedule = this.#schedules.get(agentId);
    this.#schedules.delete(agentId);
    for (const resolve of schedule?.waiting ?? []) resolve({ ended: false });
  }

  close(): void {
    clearInterval(this.#timer);
    for (const agentId of [...this.#schedules.keys()]) this.remove(agentId);
  }

  #scheduleOf(agentId: string, now: number): Schedule {
    let schedule = this.#schedules.get(agentId);
    if (schedule === undefined) {
      schedule = {
        waiting: [],
        free: { ended: true },
        freeAt: 0,
        tokens: BURST,
        refilledAt: now,
        seenAt: now,
      };
      this.#schedules.set(agentId, schedule);
    }
    return schedule;
  }

  #take(schedule: Schedule, now: number): Turn | undefined {
    const active = this.#activeLanes(now);
    if (active <= 1) return { ended: false };
    if (schedule.free.ended || now - schedule.freeAt > BUSY_MS) {
      schedule.free = { ended: false };
      schedule.freeAt = now;
      return schedule.free;
    }
    schedule.tokens = Math.min(
      BURST,
      schedule.tokens + ((now - schedule.refilledAt) * CROWD_RATE_PER_MS) / active,
    );
    schedule.refilledAt = now;
    if (schedule.tokens < 1) return undefined;
    schedule.tokens -= 1;
    return { ended: false };
  }

  #activeLanes(now: number): number {
    let active = 0;
    for (const schedule of this.#schedules.values())
      if (schedule.waiting.length > 0 || now - schedule.seenAt < ACTIVE_MS) active += 1;
    return active;
  }

  #release(): void {
    const now = this.#monotonicMs();
    let remaining = 0;
    for (const schedule of this.#schedules.values()) {
      for (;;) {
        const turn = schedule.waiting.length > 0 ? this.#take(schedule, now) : undefined;
        if (turn === undefined) break;
        schedule.waiting.shift()?.(turn);
      }
      remaining += schedule.waiting.length;
    }
    if (remaining > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
