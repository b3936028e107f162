import type { AgentAsks } from '../../../contract/asks.ts';
import type { AgentPolicyInput, Decision } from '../../../contract/egress.ts';
import { agentPolicySchema } from '../../../contract/egress.ts';
import type { Ask, GatewayMessage } from '../../../contract/egress-control.ts';
import { compilePolicy } from '../../../gateway/decide.ts';
import type { Clock } from '../../../lib/clock.ts';
import { Emitter } from '../../../lib/emitter.ts';
import type { Logger } from '../../../lib/logger.ts';
import type { ControlChannel } from '../gateway/control-channel.ts';
import { AgentCards, isQuestion } from './ask-cards.ts';

/** What a window hears of one agent comes no faster than this. */
const TELL_INTERVAL_MS = 200;

type Answering = Pick<ControlChannel, 'send'>;

interface Options {
  /** The program at that end of an agent's connection; undefined when it cannot be found out. */
  findProgram(agentId: string, sourcePort: number): Promise<string | undefined>;
  clock: Clock;
  logger: Logger;
}

/**
 * Blocked requests that a person may decide about, as cards: one for each host of an agent, held requests and refused
 * ones alike. Lives in memory: what was blocked is in the audit.
 */
export class Asks {
  readonly changed = new Emitter<AgentAsks>();
  readonly #options: Options;
  readonly #logger: Logger;
  readonly #agents = new Map<string, AgentCards>();
  /** Who to answer about a held request, and whose it is. */
  readonly #held = new Map<string, { agentId: string; channel: Answering }>();
  /** Agents of which a window was just told, with what cancels the wait. */
  readonly #told = new Map<string, { again: boolean; cancel: () => void }>();
  /** Agents in which a program is being looked for. */
  readonly #looking = new Set<string>();

  constructor(options: Options) {
    this.#options = options;
    this.#logger = options.logger.child('asks');
  }

  list(): AgentAsks[] {
    return [...this.#agents.values()].map((cards) => cards.view()).filter(({ cards }) => cards.length > 0);
  }

  /** A gateway's message; those about held requests are taken. */
  onMessage(message: GatewayMessage, channel: Answering): void {
    if (message.type === 'ask') this.#ask(message.ask, channel);
    if (message.type === 'ask-closed') this.#closed(message.askId);
  }

  /** A decision that was not known before. */
  decided(decision: Decision): void {
    if (decision.verdict !== 'blocked' || !isQuestion(decision)) return;
    const { agentId, host, sourcePort } = decision;
    const isNew = this.#cardsOf(agentId).block(decision);
    if (isNew) this.#lookForProgram(agentId, host, decision.port, sourcePort);
    this.#tell(agentId);
  }

  /** The gateway is gone, and with it whatever waited there. */
  lost(): void {
    this.#held.clear();
    for (const [agentId, cards] of this.#agents) {
      cards.releaseAll();
      this.#tell(agentId);
    }
  }

  /** A policy is in force: what it has an answer to is no question any more. */
  applied(policy: AgentPolicyInput): void {
    const cards = this.#agents.get(policy.agentId);
    if (!cards) return;
    const compiled = compilePolicy(agentPolicySchema.parse(policy));
    if (cards.settle(compiled, this.#options.clock.now())) this.#tell(policy.agentId);
  }

  /** Closes cards; lets what waits behind them through, or refuses it. Resolves to how many requests still waited. */
  async answer(agentId: string, cardIds: readonly string[], allow: boolean): Promise<number> {
    const waiting = this.#agents.get(agentId)?.close(cardIds) ?? [];
    this.#tell(agentId);
    const answers = await Promise.all(waiting.map((askId) => this.#answer(askId, allow)));
    return answers.filter((reached) => reached).length;
  }

  /** The agent was removed. */
  forget(agentId: string): void {
    this.#agents.delete(agentId);
    this.#told.get(agentId)?.cancel();
    this.#told.delete(agentId);
    this.changed.emit({ agentId, cards: [], leftOut: 0 });
  }

  dispose(): void {
    for (const { cancel } of this.#told.values()) cancel();
    this.#told.clear();
  }

  #ask(ask: Ask, channel: Answering): void {
    const { askId, agentId, host, port, sourcePort } = ask;
    this.#held.set(askId, { agentId, channel });
    if (!isQuestion(ask)) return void this.#answer(askId, false);
    const isNew = this.#cardsOf(agentId).hold(ask, this.#options.clock.now());
    if (isNew) this.#lookForProgram(agentId, host, port, sourcePort);
    this.#tell(agentId);
  }

  #closed(askId: string): void {
    const known = this.#held.get(askId);
    this.#held.delete(askId);
    if (known && this.#agents.get(known.agentId)?.release(askId)) this.#tell(known.agentId);
  }

  /** False when the request waits no more: it was refused, or its program gave up. */
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

  /** One at a time in an agent, and none for what comes meanwhile: a flood of hosts must not become one of programs. */
  #lookForProgram(agentId: string, host: string, port: number, sourcePort: number | undefined): void {
    if (sourcePort === undefined || this.#looking.has(agentId)) return;
    this.#looking.add(agentId);
    this.#options
      .findProgram(agentId, sourcePort)
      .then((program) => {
        if (program === undefined) return;
        this.#agents.get(agentId)?.name(host, port, program);
        this.#tell(agentId);
      })
      .catch((error: unknown) => this.#logger.info('a program could not be looked for', { agentId, error }))
      .finally(() => this.#looking.delete(agentId));
  }

  #cardsOf(agentId: string): AgentCards {
    let cards = this.#agents.get(agentId);
    if (!cards) {
      cards = new AgentCards(agentId);
      this.#agents.set(agentId, cards);
    }
    return cards;
  }

  /** At once when nothing was told lately, and else when the interval is over. */
  #tell(agentId: string): void {
    const told = this.#told.get(agentId);
    if (told) {
      told.again = true;
      return;
    }
    const cancel = this.#options.clock.after(TELL_INTERVAL_MS, () => {
      const { again } = this.#told.get(agentId) ?? {};
      this.#told.delete(agentId);
      if (again) this.#tell(agentId);
    });
    this.#told.set(agentId, { again: false, cancel });
    this.changed.emit(this.#agents.get(agentId)?.view() ?? { agentId, cards: [], leftOut: 0 });
  }
}
