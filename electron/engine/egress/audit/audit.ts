import { join } from 'node:path';
import type { Decision } from '../../../contract/egress.ts';
import { backoffMs } from '../../../lib/backoff.ts';
import { type Clock, delay } from '../../../lib/clock.ts';
import { Emitter } from '../../../lib/emitter.ts';
import type { Logger } from '../../../lib/logger.ts';
import { AgentAudit } from './audit-agent.ts';
import type { AuditRecord } from './audit-chain.ts';
import { AUDIT_LIMITS, AuditFiles, type AuditLimits } from './audit-files.ts';
import { type Recorded, Repeats } from './repeats.ts';
import { SecretUses } from './secret-uses.ts';

/** Records that wait for a disk that does not take them; beyond, the oldest are given up and counted. */
const PENDING_LIMIT = 20_000;
/** Files read at the start, for the history in the window: about 30,000 decisions. */
const FILES_REMEMBERED = 2;
/** With their newest decisions in memory. Agents that were removed past the app are never told of as gone. */
const AGENTS_REMEMBERED = 256;

export interface AuditOptions {
  dataPath: string;
  clock: Clock;
  logger: Logger;
  limits?: AuditLimits;
}

/** Keeps every decision of the gateway: on disk as a hash chain, and the newest of each agent in memory. */
export class Audit {
  /** An agent's id whenever there is something new of it; undefined when decisions were missed. */
  readonly changed = new Emitter<string | undefined>();
  /** Each decision as it comes, once; not those read from disk. */
  readonly recorded = new Emitter<Decision>();
  readonly #files: AuditFiles;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #uses = new SecretUses();
  readonly #agents = new Map<string, AgentAudit>();
  readonly #pending: AuditRecord[] = [];
  readonly #opened: Promise<void>;
  readonly #repeats = new Repeats();
  #stopRepeats: (() => void) | undefined;
  #givenUp = 0;
  #missed = 0;
  #last: { instance: string; seq: number } | undefined;
  #writing: Promise<void> | undefined;
  #ended = new AbortController();

  constructor({ dataPath, clock, logger, limits = AUDIT_LIMITS }: AuditOptions) {
    this.#files = new AuditFiles(join(dataPath, 'audit'), limits);
    this.#clock = clock;
    this.#logger = logger.child('audit');
    this.#opened = this.#open();
  }

  /** The newest record of this gateway instance that is kept; -1 for none. What came after it is to be told again. */
  async lastSeq(instance: string): Promise<number> {
    await this.#opened;
    return this.#last?.instance === instance ? this.#last.seq : -1;
  }

  decided(instance: string, decision: Decision): void {
    if (this.#last?.instance === instance && decision.seq <= this.#last.seq) return;
    if (this.#last?.instance !== instance) this.#record({ type: 'gateway', at: this.#clock.now(), instance });
    this.#remember({ type: 'decision', instance, decision });
    this.#writeDecisions(this.#repeats.add({ instance, decision }, this.#clock.now()));
    this.#endRepeatsLater();
    this.recorded.emit(decision);
  }

  missed(instance: string, count: number): void {
    this.#record({ type: 'missed', at: this.#clock.now(), instance, count });
  }

  /** Decisions that nobody could record, of any agent. */
  get missedCount(): number {
    return this.#missed;
  }

  async agent(agentId: string): Promise<AgentAudit> {
    await this.#opened;
    return this.#agentOf(agentId);
  }

  /** Frees what is kept in memory of an agent that was removed; its decisions stay on disk. */
  forget(agentId: string): void {
    this.#agents.delete(agentId);
  }

  /** Where secrets were used, by secret id, as far as the history in memory goes back. */
  async secretUses(): Promise<ReturnType<SecretUses['all']>> {
    await this.#opened;
    return this.#uses.all();
  }

  /** Every decision of an agent that is still on disk, oldest first. */
  async *history(agentId: string): AsyncGenerator<Decision> {
    await this.flushed();
    for await (const record of this.#files.records())
      if (record.type === 'decision' && record.decision.agentId === agentId) yield record.decision;
  }

  /** The decisions of an agent from then on (epoch ms), oldest first: from memory where that reaches back so far. */
  async *since(agentId: string, time: number): AsyncGenerator<Decision> {
    const agent = await this.agent(agentId);
    const { decisions } = agent.read(0, Number.POSITIVE_INFINITY);
    const [oldest] = decisions;
    if (oldest && oldest.time < time) yield* decisions;
    else yield* this.history(agentId);
  }

  /** Resolves when everything so far is on disk, or cannot be written now. */
  async flushed(): Promise<void> {
    await this.#opened;
    this.#writeDecisions(this.#repeats.due());
    await this.#writing;
  }

  async dispose(): Promise<void> {
    this.#stopRepeats?.();
    this.#ended.abort(new Error('disposed'));
    await this.flushed();
  }

  async #open(): Promise<void> {
    try {
      await this.#files.open();
      for await (const record of this.#files.records(FILES_REMEMBERED)) this.#remember(record);
    } catch (error) {
      this.#logger.error('the audit cannot be read', { error });
    }
  }

  #record(record: AuditRecord): void {
    this.#remember(record);
    this.#enqueue(record);
  }

  #writeDecisions(recorded: readonly Recorded[]): void {
    for (const each of recorded) this.#enqueue({ type: 'decision', ...each });
  }

  #endRepeatsLater(): void {
    if (this.#repeats.isEmpty) return;
    this.#stopRepeats ??= this.#clock.after(this.#repeats.dueWithinMs, () => {
      this.#stopRepeats = undefined;
      this.#writeDecisions(this.#repeats.due(this.#clock.now()));
      this.#endRepeatsLater();
    });
  }

  #enqueue(record: AuditRecord): void {
    this.#pending.push(record);
    if (this.#pending.length > PENDING_LIMIT) {
      this.#pending.shift();
      this.#givenUp += 1;
    }
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  #remember(record: AuditRecord): void {
    if (record.type === 'gateway') this.#last = { instance: record.instance, seq: -1 };
    if (record.type === 'missed') {
      this.#missed += record.count;
      this.changed.emit(undefined);
    }
    if (record.type !== 'decision') return;
    this.#last = { instance: record.instance, seq: record.decision.seq };
    const { agentId } = record.decision;
    const agent = this.#agentOf(agentId);
    agent.push(record.decision);
    // The order of the map is that of the newest decisions.
    this.#agents.delete(agentId);
    this.#agents.set(agentId, agent);
    for (const oldest of this.#agents.keys()) {
      if (this.#agents.size <= AGENTS_REMEMBERED) break;
      this.#agents.delete(oldest);
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

  async #write(): Promise<void> {
    await this.#opened;
    let failures = 0;
    while (this.#pending.length > 0) {
      const records = this.#pending.splice(0);
      const { instance } = this.#last ?? { instance: '' };
      const lost: AuditRecord[] =
        this.#givenUp === 0
          ? []
          : [{ type: 'missed', at: this.#clock.now(), instance, count: this.#givenUp }];
      try {
        await this.#files.append([...lost, ...records]);
        this.#givenUp = 0;
        const { headProblem } = this.#files;
        if (headProblem) this.#logger.warn('the audit’s head is behind', { error: headProblem });
        failures = 0;
      } catch (error) {
        this.#logger.error('the audit cannot be written', { error });
        this.#pending.unshift(...records);
        if (this.#ended.signal.aborted) return;
        failures += 1;
        await delay(this.#clock, backoffMs(failures), this.#ended.signal).catch(() => undefined);
      }
    }
  }
}
