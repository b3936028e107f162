/** One about an agent tells enough until the person had time to look. */
const SAME_AGENT_MS = 30_000;
/** Many agents at once are a flood as well. */
const ANY_MS = 3_000;

/** Which notifications are shown: what comes right after another adds nothing. Times in ms, of any one clock. */
export class NotificationLimit {
  readonly #lastOf = new Map<string, number>();
  #last = Number.NEGATIVE_INFINITY;

  /** Whether one may be shown now; if so it counts as shown. */
  allows(agentId: string, now: number): boolean {
    const lastOf = this.#lastOf.get(agentId) ?? Number.NEGATIVE_INFINITY;
    if (now - this.#last < ANY_MS || now - lastOf < SAME_AGENT_MS) return false;
    this.#last = now;
    this.#lastOf.set(agentId, now);
    return true;
  }

  /** The person has looked at the app: whatever comes from now on is news. */
  reset(): void {
    this.#lastOf.clear();
    this.#last = Number.NEGATIVE_INFINITY;
  }
}
