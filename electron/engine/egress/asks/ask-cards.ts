import type { AgentAsks, AskCard, AskedRequest } from '../../../contract/asks.ts';
import { type BlockedTarget, entryOf } from '../../../contract/blocked-target.ts';
import type { Decision } from '../../../contract/egress.ts';
import type { Ask } from '../../../contract/egress-control.ts';
import { APP_HOST } from '../../../contract/mcp-grant.ts';
import { type CompiledPolicy, decide } from '../../../gateway/decide.ts';

/** The limit of cards: a person would not answer more one by one, and the Network tab has them all. */
const CARDS_KEPT = 20;
const REQUESTS_SHOWN = 5;
const MAXIMUM_MUTED = 1_000;

/**
 * The reasons of blocks that a person's answer would change; the others come from the mode or a deny rule, or can never
 * be allowed.
 */
const OPEN_REASONS: ReadonlySet<Decision['reason']> = new Set([
  'no-rule',
  'port-not-allowed',
  'method-not-allowed',
  'path-not-allowed',
]);

type Blocked = Pick<Decision, 'kind' | 'method' | 'host' | 'port' | 'path' | 'reason'>;

interface Card {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  reason: Decision['reason'];
  requests: AskedRequest[];
  count: number;
  readonly firstTime: number;
  lastTime: number;
  program?: string;
  /** The time at which each waiting request is refused, by the gateway's id of the request (epoch ms). */
  readonly held: Map<string, number>;
  /** Requests that have waited; each is sent again as a decision unless its agent gave up. */
  waited: number;
}

/**
 * Whether a person is asked about the decision. Names under `.invalid` have no address (RFC 6761): verification uses
 * them. The app's own name is granted in another way.
 */
export function isQuestion({ kind, host, reason }: Pick<Blocked, 'kind' | 'host' | 'reason'>): boolean {
  return kind !== 'dns' && OPEN_REASONS.has(reason) && !host.endsWith('.invalid') && host !== APP_HOST;
}

/** The open cards of one agent: one for each host and port, bounded, the newest last. Plain data. */
export class AgentCards {
  readonly #agentId: string;
  readonly #cards = new Map<string, Card>();
  readonly #muted = new Set<string>();
  #leftOut = 0;
  #nextId = 1;

  constructor(agentId: string) {
    this.#agentId = agentId;
  }

  /** Adds a waiting request. True for the first one of a card. */
  hold(ask: Ask, now: number): boolean {
    const { card, isNew } = this.#cardOf(ask, now);
    card.held.set(ask.askId, now + ask.holdMs);
    card.count += 1;
    card.waited += 1;
    return isNew;
  }

  /** Adds a refused request. True for the first one of a card. */
  block(decision: Decision): boolean {
    const { card, isNew } = this.#cardOf(decision, decision.time);
    if (card.waited > card.held.size) card.waited -= 1;
    else card.count += decision.count ?? 1;
    return isNew;
  }

  isMuted(target: BlockedTarget): boolean {
    return this.#muted.has(entryOf(target));
  }

  /** Mutes a target and closes its card, or makes cards of it again. Returns the requests that wait behind the card. */
  mute(target: BlockedTarget, muted: boolean): string[] {
    const entry = entryOf(target);
    if (!muted) {
      this.#muted.delete(entry);
      return [];
    }
    if (this.#muted.size < MAXIMUM_MUTED) this.#muted.add(entry);
    return this.close(
      [...this.#cards.values()].filter((card) => entryOf(card) === entry).map(({ id }) => id),
    );
  }

  /** Removes a request that no longer waits. False for one without a card. */
  release(askId: string): boolean {
    return [...this.#cards.values()].some((card) => card.held.delete(askId));
  }

  /** Sets the program that sent the request. */
  name(host: string, port: number, program: string): void {
    const card = this.#cards.get(`${host}:${port}`);
    if (card) card.program = program;
  }

  releaseAll(): void {
    for (const card of this.#cards.values()) card.held.clear();
  }

  /** Removes cards. Returns the requests that still wait behind them. */
  close(cardIds: readonly string[]): string[] {
    const closed = [...this.#cards].filter(([, { id }]) => cardIds.includes(id));
    for (const [key] of closed) this.#cards.delete(key);
    if (this.#cards.size === 0) this.#leftOut = 0;
    return closed.flatMap(([, { held }]) => [...held.keys()]);
  }

  /** Removes the cards that this policy decides. `now` in epoch ms. False when there are none. */
  settle(policy: CompiledPolicy, now: number): boolean {
    const settled = [...this.#cards.values()].filter(({ host, port, requests }) => {
      const [{ method, path } = {}] = requests;
      const request = {
        host,
        port,
        ...(method === undefined || method === 'CONNECT' ? {} : { method }),
        ...(path === undefined ? {} : { path: { path, ambiguous: false } }),
      };
      const verdict = decide(policy, request, now);
      return verdict.allowed || !OPEN_REASONS.has(verdict.reason);
    });
    this.close(settled.map(({ id }) => id));
    return settled.length > 0;
  }

  view(): AgentAsks {
    const cards = [...this.#cards.values()].map((card) => this.#viewOf(card));
    return {
      agentId: this.#agentId,
      cards: cards.reverse(),
      leftOut: this.#leftOut,
      muted: [...this.#muted],
    };
  }

  #viewOf({ held, waited: _waited, program, requests, ...card }: Card): AskCard {
    const first = Math.min(...held.values());
    return {
      ...card,
      agentId: this.#agentId,
      requests: [...requests],
      ...(program === undefined ? {} : { program }),
      ...(held.size === 0 ? {} : { held: { count: held.size, until: first } }),
    };
  }

  #cardOf(blocked: Blocked, time: number): { card: Card; isNew: boolean } {
    const { host, port, reason, kind, method, path } = blocked;
    const key = `${host}:${port}`;
    const existing = this.#cards.get(key);
    const card = existing ?? {
      id: `${this.#agentId}-${this.#nextId++}`,
      host,
      port,
      reason,
      requests: [],
      count: 0,
      firstTime: time,
      lastTime: time,
      held: new Map<string, number>(),
      waited: 0,
    };
    card.reason = reason;
    card.lastTime = Math.max(card.lastTime, time);
    const request = {
      kind,
      ...(method === undefined ? {} : { method }),
      ...(path === undefined ? {} : { path }),
    };
    const otherRequests = card.requests.filter((each) => each.method !== method || each.path !== path);
    card.requests = [request, ...otherRequests].slice(0, REQUESTS_SHOWN);
    // The cards are in the order of the newest request.
    this.#cards.delete(key);
    this.#cards.set(key, card);
    if (this.#cards.size > CARDS_KEPT) this.#dropOldest();
    return { card, isNew: existing === undefined };
  }

  /** Drops the oldest card without a waiting request, or else the oldest card. */
  #dropOldest(): void {
    const cards = [...this.#cards];
    const [key] = cards.find(([, { held }]) => held.size === 0) ?? cards[0] ?? [];
    if (key === undefined) return;
    this.#cards.delete(key);
    this.#leftOut += 1;
  }
}
