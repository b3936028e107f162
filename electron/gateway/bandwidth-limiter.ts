/** How many bytes an agent may be ahead of its rate before it has to rest: no rests too short for a timer. */
const SLACK_MS = 2;
const BYTES_PER_MS = 128 * 1024;
/** An agent counts as active for this long after its last request or byte. */
const ACTIVE_MS = 1_000;

interface Lane {
  seenAt: number;
  /** When what the agent has moved so far would be over at its rate. */
  paidAt: number;
}

/**
 * Keeps one agent's bulk from slowing the others: every byte costs the one thread that all share. An agent that is
 * alone is never paced; with others about each may move 128 MiB/s, more than an internet connection usually brings.
 */
export class BandwidthLimiter {
  readonly #monotonicMs: () => number;
  readonly #lanes = new Map<string, Lane>();

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** Tells that an agent is about. */
  note(agentId: string): void {
    this.#lane(agentId, this.#monotonicMs());
  }

  /** Whether another agent is about. */
  crowded(agentId: string): boolean {
    const since = this.#monotonicMs() - ACTIVE_MS;
    for (const [other, lane] of this.#lanes) if (other !== agentId && lane.seenAt > since) return true;
    return false;
  }

  /** Tells of bytes that were moved. @returns milliseconds that whatever moved them has to rest; mostly 0 */
  spend(agentId: string, bytes: number): number {
    const now = this.#monotonicMs();
    const lane = this.#lane(agentId, now);
    if (!this.crowded(agentId)) {
      lane.paidAt = now;
      return 0;
    }
    lane.paidAt = Math.max(now, lane.paidAt) + bytes / BYTES_PER_MS;
    const aheadMs = lane.paidAt - now;
    return aheadMs > SLACK_MS ? aheadMs : 0;
  }

  remove(agentId: string): void {
    this.#lanes.delete(agentId);
  }

  #lane(agentId: string, now: number): Lane {
    let lane = this.#lanes.get(agentId);
    if (lane === undefined) {
      lane = { seenAt: now, paidAt: now };
      this.#lanes.set(agentId, lane);
    }
    lane.seenAt = now;
    return lane;
  }
}
