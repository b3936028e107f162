import { randomUUID } from 'node:crypto';
import type { Ask } from '../contract/egress-control.ts';
import type { EgressRequest, Verdict } from './decide.ts';
import type { FlowKind } from './flow.ts';

/** A person allowed this one request. */
export type Answered = { readonly allowed: true; readonly reason: 'answered' };

export interface HeldRequest {
  readonly agentId: string;
  readonly kind: FlowKind;
  readonly request: EgressRequest;
  readonly verdict: Verdict & { readonly allowed: false };
}

interface Waiting {
  readonly held: HeldRequest;
  settle(outcome: Verdict | Answered): void;
}

export interface HoldEvents {
  onAsk(ask: Ask): void;
  onClosed(askId: string): void;
}

/** The limit of held requests; further ones are refused at once, because a person could not answer them all. */
const HELD_LIMIT = 16;

/** The requests of one agent that wait for a person's answer. */
export class Holds {
  readonly #events: HoldEvents;
  readonly #waiting = new Map<string, Waiting>();

  constructor(events: HoldEvents) {
    this.#events = events;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Resolves with the answer, or with the original verdict after `holdMs` or when the agent closes the request. */
  wait(held: HeldRequest, holdMs: number, signal: AbortSignal): Promise<Verdict | Answered> {
    if (this.#waiting.size >= HELD_LIMIT || signal.aborted) return Promise.resolve(held.verdict);
    return new Promise((resolve) => {
      const askId = randomUUID();
      const onAbort = () => settle(held.verdict);
      const timer = setTimeout(onAbort, holdMs);
      signal.addEventListener('abort', onAbort, { once: true });
      const settle = (outcome: Verdict | Answered) => {
        if (!this.#waiting.delete(askId)) return;
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#events.onClosed(askId);
        resolve(outcome);
      };
      this.#waiting.set(askId, { held, settle });
      this.#events.onAsk(askOf(askId, held, holdMs));
    });
  }

  /** @returns false when no such request waits */
  answer(askId: string, allow: boolean): boolean {
    const waiting = this.#waiting.get(askId);
    waiting?.settle(allow ? { allowed: true, reason: 'answered' } : waiting.held.verdict);
    return waiting !== undefined;
  }

  /** Settles the requests that a changed policy decides, because they need no answer any more. */
  settleDecided(
    decideAgain: (request: EgressRequest) => Verdict,
    isOpenQuestion: (verdict: Verdict) => boolean,
  ): void {
    for (const waiting of [...this.#waiting.values()]) {
      const verdict = decideAgain(waiting.held.request);
      if (!isOpenQuestion(verdict)) waiting.settle(verdict);
    }
  }
}

function askOf(askId: string, held: HeldRequest, holdMs: number): Ask {
  const { request } = held;
  return {
    askId,
    agentId: held.agentId,
    kind: held.kind,
    ...(request.method === undefined ? {} : { method: request.method }),
    host: request.host,
    port: request.port,
    ...(request.path === undefined ? {} : { path: request.path.path.slice(0, 1_000) }),
    reason: held.verdict.reason,
    ...(request.sourcePort === undefined ? {} : { sourcePort: request.sourcePort }),
    holdMs,
  };
}
