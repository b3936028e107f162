/** The pause between notifications about the same agent, so that the person has time to look. */
const SAME_AGENT_MS = 30_000;
/** The pause between notifications about any agents, so that many agents do not flood the desktop. */
const ANY_MS = 3_000;

/** Decides which notifications are shown, and drops one right after another. Times in ms, from one clock. */
export class NotificationLimit {
  readonly #lastOf = new Map<string | null, number>();
  #last = Number.NEGATIVE_INFINITY;

  /** Whether a notification may be shown now; if so, the limit counts it as shown. */
  allows(agentId: string | null, now: number): boolean {
    const lastOf = this.#lastOf.get(agentId) ?? Number.NEGATIVE_INFINITY;
    if (now - this.#last < ANY_MS || now - lastOf < SAME_AGENT_MS) return false;
    this.#last = now;
    this.#lastOf.set(agentId, now);
    return true;
  }

  /** Forgets earlier notifications, because the person has looked at the app. */
  reset(): void {
    this.#lastOf.clear();
    this.#last = Number.NEGATIVE_INFINITY;
  }
}
