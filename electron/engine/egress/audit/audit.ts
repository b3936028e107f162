import { join } from 'node:path';
import type { Decision } from '../../../contract/egress.ts';
import type { Clock } from '../../../lib/clock.ts';
import { Emitter } from '../../../lib/emitter.ts';
import type { Logger } from '../../../lib/logger.ts';
import { AgentAudit } from './audit-agent.ts';
import type { AuditRecord } from './audit-chain.ts';
import { AUDIT_LIMITS, type AuditLimits } from './audit-quota.ts';
import { AuditStore } from './audit-store.ts';
import type { Received } from './received-mark.ts';
import { type Recorded, repeatedDecisions } from './repeated-decisions.ts';
import { Repeats } from './repeats.ts';
import { SecretUses } from './secret-uses.ts';

/**
 * The number of agents whose newest decisions are in memory, because the app may never learn of a removal by others.
 */
const AGENTS_REMEMBERED = 256;

export interface AuditOptions {
  dataPath: string;
  clock: Clock;
  logger: Logger;
  limits?: AuditLimits;
}

/** Keeps every decision of the gateway: on disk as a hash chain of each agent, and the newest ones in memory. */
export class Audit {
  /** The id of an agent with new decisions; undefined when decisions were missed. */
  readonly changed = new Emitter<string | undefined>();
  /** Each new decision, once; not those read from disk. */
  readonly recorded = new Emitter<Decision>();
  readonly #store: AuditStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #uses = new SecretUses();
  readonly #agents = new Map<string, AgentAudit>();
  readonly #opened: Promise<void>;
  readonly #repeats = new Repeats(repeatedDecisions);
  #stopRepeats: (() => void) | undefined;
  #missed = 0;
  /** The newest decision of any agent. */
  #last: Received | undefined;
  /** The newest decision of each agent, because the gateway may send a known one again. */
  readonly #lastOf = new Map<string, Received>();

  constructor({ dataPath, clock, logger, limits = AUDIT_LIMITS }: AuditOptions) {
    this.#clock = clock;
    this.#logger = logger.child('audit');
    this.#store = new AuditStore({ folder: join(dataPath, 'audit'), limits, clock, logger: this.#logger });
    this.#opened = this.#open();
  }

  /** The newest kept record of this gateway instance; -1 for none. The gateway must send the later ones again. */
  async lastSeq(instance: string): Promise<number> {
    await this.#opened;
    return this.#last?.instance === instance ? this.#last.seq : -1;
  }

  onDecision(instance: string, decision: Decision): void {
    const { agentId, seq } = decision;
    if (isKnown(this.#last, instance, seq)) return;
    const last = this.#lastOf.get(agentId);
    if (isKnown(last, instance, seq)) return;
    if (last?.instance !== instance)
      this.#store.push(agentId, { type: 'gateway', at: this.#clock.now(), instance });
    this.#last = { instance, seq };
    this.#remember({ type: 'decision', instance, decision });
    this.#writeDecisions(this.#repeats.add({ instance, decision }, this.#clock.now()));
    this.#endRepeatsLater();
    this.recorded.emit(decision);
  }

  /** Adds decisions of any agent that the gateway dropped before they were read. */
  onMissed(instance: string, count: number): void {
    const record: AuditRecord = { type: 'missed', at: this.#clock.now(), instance, count };
    this.#remember(record);
    this.#store.push(undefined, record);
  }

  /** Adds decisions of any agent that could not be recorded. */
  get missedCount(): number {
    return this.#missed;
  }

  async agent(agentId: string): Promise<AgentAudit> {
    await this.#opened;
    return this.#agentOf(agentId);
  }

  /** Frees the memory of an agent that was removed; its decisions stay on disk. */
  forget(agentId: string): void {
    this.#agents.delete(agentId);
    this.#lastOf.delete(agentId);
  }

  /** The uses of secrets, by secret id, as far as the history in memory goes back. */
  async secretUses(): Promise<ReturnType<SecretUses['all']>> {
    await this.#opened;
    return this.#uses.all();
  }

  /** Every decision of an agent on disk, oldest first. */
  async *history(agentId: string): AsyncGenerator<Decision> {
    await this.flushed();
    for await (const record of this.#store.records(agentId))
      if (record.type === 'decision' && record.decision.agentId === agentId) yield record.decision;
  }

  /** The flow of an agent's newest decision; undefined when there is none. */
  async newestFlow(agentId: string): Promise<string | undefined> {
    const agent = await this.agent(agentId);
    return agent.read(agent.next - 1, 1).decisions[0]?.flowId;
  }

  /**
   * The decisions of an agent after the first one of that flow, in their order, which no clock changes: from memory if
   * it goes back so far. All that are kept when there is no such flow any more.
   */
  async *after(agentId: string, flowId: string | undefined): AsyncGenerator<Decision> {
    const agent = await this.agent(agentId);
    const { decisions } = agent.read(0, Number.POSITIVE_INFINITY);
    const at = decisions.findIndex((decision) => decision.flowId === flowId);
    if (at !== -1) return yield* decisions.slice(at + 1);
    let isThere = false;
    for await (const decision of this.history(agentId)) isThere ||= decision.flowId === flowId;
    let isAfter = !isThere;
    for await (const decision of this.history(agentId)) {
      if (isAfter) yield decision;
      isAfter ||= decision.flowId === flowId;
    }
  }

  /** Resolves when all records so far are on disk, or cannot be written now. */
  async flushed(): Promise<void> {
    await this.#opened;
    this.#writeDecisions(this.#repeats.due());
    await this.#store.flushed();
  }

  async dispose(): Promise<void> {
    this.#stopRepeats?.();
    await this.#opened;
    this.#writeDecisions(this.#repeats.due());
    await this.#store.dispose();
  }

  async #open(): Promise<void> {
    try {
      this.#last ??= await this.#store.open();
      for await (const record of this.#store.newestRecords(AGENTS_REMEMBERED)) this.#remember(record);
    } catch (error) {
      this.#logger.error('the audit cannot be read', { error });
    }
  }

  #writeDecisions(recorded: readonly Recorded[]): void {
    for (const record of recorded) this.#store.push(record.decision.agentId, { type: 'decision', ...record });
  }

  #endRepeatsLater(): void {
    if (this.#repeats.isEmpty) return;
    this.#stopRepeats ??= this.#clock.after(this.#repeats.dueWithinMs, () => {
      this.#stopRepeats = undefined;
      this.#writeDecisions(this.#repeats.due(this.#clock.now()));
      this.#endRepeatsLater();
    });
  }

  #remember(record: AuditRecord): void {
    if (record.type === 'missed') {
      this.#missed += record.count;
      this.changed.emit(undefined);
    }
    if (record.type !== 'decision') return;
    const { agentId, seq } = record.decision;
    this.#lastOf.set(agentId, { instance: record.instance, seq });
    const agent = this.#agentOf(agentId);
    agent.push(record.decision);
    // The map's order is that of the newest decisions.
    this.#agents.delete(agentId);
    this.#agents.set(agentId, agent);
    for (const oldest of this.#agents.keys()) {
      if (this.#agents.size <= AGENTS_REMEMBERED) break;
      this.forget(oldest);
    }
    this.#uses.push(record.decision);
    this.changed.emit(record.decision.agentId);
  }

  #agentOf(agentId: string): AgentAudit {
    let agent = this.#agents.get(agentId);
    if (!agent) {
      agent = new AgentAudit();
      this.#agents.set(agentId, agent);
    }
    return agent;
  }
}

function isKnown(last: Received | undefined, instance: string, seq: number): boolean {
  return last?.instance === instance && seq <= last.seq;
}
