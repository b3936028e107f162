import type { AgentAsks } from '../../../contract/asks.ts';
import type { BlockedTarget } from '../../../contract/blocked-target.ts';
import type { AgentPolicyInput, Decision } from '../../../contract/egress.ts';
import { agentPolicySchema } from '../../../contract/egress.ts';
import type { Ask, GatewayMessage } from '../../../contract/egress-control.ts';
import { compilePolicy } from '../../../gateway/decide.ts';
import type { Clock } from '../../../lib/clock.ts';
import { Emitter } from '../../../lib/emitter.ts';
import type { Logger } from '../../../lib/logger.ts';
import type { ControlChannel } from '../gateway/control-channel.ts';
import { AgentCards, isQuestion } from './ask-cards.ts';

/** The minimum interval between two messages to windows about one agent. */
const REPORT_INTERVAL_MS = 200;

type Answering = Pick<ControlChannel, 'send'>;

interface Options {
  /** The program at that end of an agent's connection; undefined when it cannot be determined. */
  findProgram(agentId: string, sourcePort: number): Promise<string | undefined>;
  clock: Clock;
  logger: Logger;
}

/**
 * Blocked requests that a person may decide about, as cards: one for each host of an agent, for held and refused
 * requests alike. In memory only, because the audit records what was blocked.
 */
export class Asks {
  readonly changed = new Emitter<AgentAsks>();
  readonly #options: Options;
  readonly #logger: Logger;
  readonly #agents = new Map<string, AgentCards>();
  /** The channel for the answer to a held request, and its agent. */
  readonly #held = new Map<string, { agentId: string; channel: Answering }>();
  /** The agents that windows were told about recently, with the function that cancels the wait. */
  readonly #reported = new Map<string, { repeat: boolean; cancel: () => void }>();
  /** The agents in which the search for a program is running. */
  readonly #searching = new Set<string>();

  constructor(options: Options) {
    this.#options = options;
    this.#logger = options.logger.child('asks');
  }

  list(): AgentAsks[] {
    return [...this.#agents.values()]
      .map((cards) => cards.view())
      .filter(({ cards, muted }) => cards.length > 0 || muted.length > 0);
  }

  /** Handles a gateway's message about a held request; ignores all others. */
  onMessage(message: GatewayMessage, channel: Answering): void {
    if (message.type === 'ask') this.#ask(message.ask, channel);
    if (message.type === 'ask-closed') this.#closed(message.askId);
  }

  /** Handles a new decision. */
  onDecision(decision: Decision): void {
    if (decision.verdict !== 'blocked' || !isQuestion(decision)) return;
    const { agentId, host, sourcePort } = decision;
    if (this.#cardsOf(agentId).isMuted(decision)) return;
    const isNew = this.#cardsOf(agentId).block(decision);
    if (isNew) this.#searchProgram(agentId, host, decision.port, sourcePort);
    this.#report(agentId);
  }

  /** Handles the loss of the gateway and of all requests that it held. */
  lost(): void {
    this.#held.clear();
    for (const [agentId, cards] of this.#agents) {
      cards.releaseAll();
      this.#report(agentId);
    }
  }

  /** Handles an applied policy: closes the cards that it decides. */
  applied(policy: AgentPolicyInput): void {
    const cards = this.#agents.get(policy.agentId);
    if (!cards) return;
    const compiled = compilePolicy(agentPolicySchema.parse(policy));
    if (cards.settle(compiled, this.#options.clock.now())) this.#report(policy.agentId);
  }

  /**
   * Closes cards; allows or refuses the requests that wait behind them. Resolves to the number of requests that still
   * waited.
   */
  async answer(agentId: string, cardIds: readonly string[], allow: boolean): Promise<number> {
    const waiting = this.#agents.get(agentId)?.close(cardIds) ?? [];
    this.#report(agentId);
    const answers = await Promise.all(waiting.map((askId) => this.#answer(askId, allow)));
    return answers.filter((delivered) => delivered).length;
  }

  /** Makes no cards for the target any more, or again. Requests that wait for an answer about it are refused. */
  async mute(agentId: string, target: BlockedTarget, muted: boolean): Promise<void> {
    const waiting = this.#cardsOf(agentId).mute(target, muted);
    this.#report(agentId);
    await Promise.all(waiting.map((askId) => this.#answer(askId, false)));
  }

  /** Handles the removal of the agent. */
  forget(agentId: string): void {
    this.#agents.delete(agentId);
    this.#reported.get(agentId)?.cancel();
    this.#reported.delete(agentId);
    this.changed.emit({ agentId, cards: [], leftOut: 0, muted: [] });
  }

  dispose(): void {
    for (const { cancel } of this.#reported.values()) cancel();
    this.#reported.clear();
  }

  #ask(ask: Ask, channel: Answering): void {
    const { askId, agentId, host, port, sourcePort } = ask;
    this.#held.set(askId, { agentId, channel });
    if (!isQuestion(ask) || this.#cardsOf(agentId).isMuted(ask)) return void this.#answer(askId, false);
    const isNew = this.#cardsOf(agentId).hold(ask, this.#options.clock.now());
    if (isNew) this.#searchProgram(agentId, host, port, sourcePort);
    this.#report(agentId);
  }

  #closed(askId: string): void {
    const heldRequest = this.#held.get(askId);
    this.#held.delete(askId);
    if (heldRequest && this.#agents.get(heldRequest.agentId)?.release(askId))
      this.#report(heldRequest.agentId);
  }

  /** False when the request no longer waits: it was refused, or its program gave up. */
  async #answer(askId: string, allow: boolean): Promise<boolean> {
    const channel = this.#held.get(askId)?.channel;
    this.#held.delete(askId);
    if (!channel) return false;
    try {
      await channel.send({ type: 'answer', askId, allow });
      return true;
    } catch (error) {
      this.#logger.info('a held request could not be answered', { error });
      return false;
    }
  }

  /**
   * One search at a time in an agent, and none for requests that arrive meanwhile: a flood of hosts must not start a
   * flood of programs.
   */
  #searchProgram(agentId: string, host: string, port: number, sourcePort: number | undefined): void {
    if (sourcePort === undefined || this.#searching.has(agentId)) return;
    this.#searching.add(agentId);
    this.#options
      .findProgram(agentId, sourcePort)
      .then((program) => {
        if (program === undefined) return;
        this.#agents.get(agentId)?.name(host, port, program);
        this.#report(agentId);
      })
      .catch((error: unknown) => this.#logger.info('a program could not be looked for', { agentId, error }))
      .finally(() => this.#searching.delete(agentId));
  }

  #cardsOf(agentId: string): AgentCards {
    let cards = this.#agents.get(agentId);
    if (!cards) {
      cards = new AgentCards(agentId);
      this.#agents.set(agentId, cards);
    }
    return cards;
  }

  /** Reports at once when there was no recent report, and otherwise when the interval is over. */
  #report(agentId: string): void {
    const pending = this.#reported.get(agentId);
    if (pending) {
      pending.repeat = true;
      return;
    }
    const cancel = this.#options.clock.after(REPORT_INTERVAL_MS, () => {
      const { repeat } = this.#reported.get(agentId) ?? {};
      this.#reported.delete(agentId);
      if (repeat) this.#report(agentId);
    });
    this.#reported.set(agentId, { repeat: false, cancel });
    this.changed.emit(this.#agents.get(agentId)?.view() ?? { agentId, cards: [], leftOut: 0, muted: [] });
  }
}
