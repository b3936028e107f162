import type { Decision } from '../../../contract/egress.ts';
import type { HostTotals, NetworkTotals } from '../../../contract/network.ts';

const DECISIONS_KEPT = 10_000;
/** Host names come from the agent, which can invent any number of them. */
const HOSTS_COUNTED = 1_000;

/** One agent's traffic for the window: the newest decisions, numbered from 0, and totals per host. */
export class AgentAudit {
  readonly #kept: number;
  #decisions: Decision[] = [];
  #first = 0;
  readonly #hosts = new Map<string, HostTotals>();
  #otherRequests = 0;
  #otherBlocked = 0;

  constructor(kept = DECISIONS_KEPT) {
    this.#kept = kept;
  }

  /** The number of the next decision. */
  get next(): number {
    return this.#first + this.#decisions.length;
  }

  push(decision: Decision): void {
    this.#decisions.push(decision);
    // Entries are removed in steps of a tenth, because moving 10,000 entries for each new one would be slow.
    const over = this.#decisions.length - this.#kept;
    if (over > this.#kept / 10) this.#drop(over);
    if (decision.final) this.#count(decision);
  }

  /** Up to `count` decisions from number `from` on; `leftOut` counts those that were removed already. */
  read(from: number, count: number): { decisions: Decision[]; leftOut: number; next: number } {
    const start = Math.max(from, this.#first);
    const decisions = this.#decisions.slice(start - this.#first, start - this.#first + count);
    return { decisions, leftOut: start - from, next: start + decisions.length };
  }

  totals(): NetworkTotals {
    const hosts = [...this.#hosts.values()].sort((a, b) => b.requests - a.requests);
    return {
      hosts: hosts.map((host) => ({ ...host })),
      otherRequests: this.#otherRequests,
      otherBlocked: this.#otherBlocked,
    };
  }

  #drop(count: number): void {
    this.#decisions = this.#decisions.slice(count);
    this.#first += count;
  }

  #count(decision: Decision): void {
    const { host, count = 1 } = decision;
    let totals = this.#hosts.get(host);
    if (!totals) {
      if (this.#hosts.size >= HOSTS_COUNTED) {
        this.#otherRequests += count;
        if (decision.verdict === 'blocked') this.#otherBlocked += count;
        return;
      }
      totals = { host, requests: 0, blocked: 0, bytesUp: 0, bytesDown: 0 };
      this.#hosts.set(host, totals);
    }
    totals.requests += count;
    if (decision.verdict === 'blocked') totals.blocked += count;
    totals.bytesUp += decision.bytesUp;
    totals.bytesDown += decision.bytesDown;
  }
}
