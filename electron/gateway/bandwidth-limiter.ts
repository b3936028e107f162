/** The bytes that an agent may be ahead of its rate before it must pause, so that no pause is too short for a timer. */
const SLACK_MS = 2;
const BYTES_PER_MS = 128 * 1024;
/** An agent counts as active for this long after its last request or byte. */
const ACTIVE_MS = 1_000;

interface Usage {
  seenAt: number;
  /** The time when the agent's bytes so far would be sent at its rate. */
  paidAt: number;
}

/**
 * Keeps one agent's bulk transfer from slowing the others, because all share one thread. An agent that is alone is not
 * limited. With other active agents each may move 128 MiB/s, more than a usual internet connection.
 */
export class BandwidthLimiter {
  readonly #monotonicMs: () => number;
  readonly #usages = new Map<string, Usage>();

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** Marks the agent as active. */
  note(agentId: string): void {
    this.#usageOf(agentId, this.#monotonicMs());
  }

  /** Whether another agent is active. */
  crowded(agentId: string): boolean {
    const since = this.#monotonicMs() - ACTIVE_MS;
    for (const [other, usage] of this.#usages) if (other !== agentId && usage.seenAt > since) return true;
    return false;
  }

  /** Counts moved bytes. @returns the milliseconds that their carrier must pause; mostly 0 */
  spend(agentId: string, bytes: number): number {
    const now = this.#monotonicMs();
    const usage = this.#usageOf(agentId, now);
    if (!this.crowded(agentId)) {
      usage.paidAt = now;
      return 0;
    }
    usage.paidAt = Math.max(now, usage.paidAt) + bytes / BYTES_PER_MS;
    const aheadMs = usage.paidAt - now;
    return aheadMs > SLACK_MS ? aheadMs : 0;
  }

  remove(agentId: string): void {
    this.#usages.delete(agentId);
  }

  #usageOf(agentId: string, now: number): Usage {
    let usage = this.#usages.get(agentId);
    if (usage === undefined) {
      usage = { seenAt: now, paidAt: now };
      this.#usages.set(agentId, usage);
    }
    usage.seenAt = now;
    return usage;
  }
}
