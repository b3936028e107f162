/** A request's permission to start; the request calls `done` when it is over. */
export interface Turn {
  ended: boolean;
}

interface Lane {
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
  readonly #lanes = new Map<string, Lane>();
  #timer: NodeJS.Timeout | undefined;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** Returns a turn, or the promise of one. */
  enter(agentId: string): Turn | Promise<Turn> {
    const now = this.#monotonicMs();
    const lane = this.#lane(agentId, now);
    lane.seenAt = now;
    if (lane.waiting.length === 0) {
      const turn = this.#take(lane, now);
      if (turn !== undefined) return turn;
    }
    this.#timer ??= setInterval(() => this.#release(), TICK_MS);
    return new Promise((resolve) => lane.waiting.push(resolve));
  }

  /** Releases all waiting requests; their connections are being closed. */
  remove(agentId: string): void {
    const lane = this.#lanes.get(agentId);
    this.#lanes.delete(agentId);
    for (const go of lane?.waiting ?? []) go({ ended: false });
  }

  close(): void {
    clearInterval(this.#timer);
    for (const agentId of [...this.#lanes.keys()]) this.remove(agentId);
  }

  #lane(agentId: string, now: number): Lane {
    let lane = this.#lanes.get(agentId);
    if (lane === undefined) {
      lane = { waiting: [], free: { ended: true }, freeAt: 0, tokens: BURST, refilledAt: now, seenAt: now };
      this.#lanes.set(agentId, lane);
    }
    return lane;
  }

  #take(lane: Lane, now: number): Turn | undefined {
    const active = this.#activeLanes(now);
    if (active <= 1) return { ended: false };
    if (lane.free.ended || now - lane.freeAt > BUSY_MS) {
      lane.free = { ended: false };
      lane.freeAt = now;
      return lane.free;
    }
    lane.tokens = Math.min(BURST, lane.tokens + ((now - lane.refilledAt) * CROWD_RATE_PER_MS) / active);
    lane.refilledAt = now;
    if (lane.tokens < 1) return undefined;
    lane.tokens -= 1;
    return { ended: false };
  }

  #activeLanes(now: number): number {
    let active = 0;
    for (const lane of this.#lanes.values())
      if (lane.waiting.length > 0 || now - lane.seenAt < ACTIVE_MS) active += 1;
    return active;
  }

  #release(): void {
    const now = this.#monotonicMs();
    let remaining = 0;
    for (const lane of this.#lanes.values()) {
      for (;;) {
        const turn = lane.waiting.length > 0 ? this.#take(lane, now) : undefined;
        if (turn === undefined) break;
        lane.waiting.shift()?.(turn);
      }
      remaining += lane.waiting.length;
    }
    if (remaining > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
