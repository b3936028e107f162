import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../lib/clock.ts';
import type { Logger } from '../../../lib/logger.ts';
import type { AuditRecord } from './audit-chain.ts';
import { type AuditLimits, chainsToDrop, filesToDrop } from './audit-quota.ts';
import { ChainFiles } from './chain-files.ts';
import { ChainWriter } from './chain-writer.ts';
import { type Received, ReceivedMark } from './received-mark.ts';

/** The chain of records without an agent, and of all agents' decisions that older versions wrote. */
const SHARED = '';
/** The bytes read at the start for the history in memory: about 30,000 decisions, in equal shares. */
const REMEMBERED_BYTES = 16 * 1024 * 1024;
const SMALLEST_SHARE_BYTES = 64 * 1024;

/** An agent's folder. Agent ids come from labels on the engine, which may hold any text. */
export function chainName(agentId: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(agentId)) return agentId;
  return `_${createHash('sha256').update(agentId).digest('hex')}`;
}

/**
 * The audit on disk: a chain of files for each agent, so that no agent displaces the history of another. Or for each
 * caller of the API: then a caller's name stands where an agent's id does.
 */
export class AuditStore {
  readonly #folder: string;
  readonly #limits: AuditLimits;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #chains = new Map<string, ChainWriter>();
  readonly #mark: ReceivedMark;
  /** The newest received decision, on disk or not. */
  #newest: Received | undefined;
  #dropping: Promise<void> | undefined;

  constructor(options: { folder: string; limits: AuditLimits; clock: Clock; logger: Logger }) {
    this.#folder = options.folder;
    this.#limits = options.limits;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#mark = new ReceivedMark(join(options.folder, 'received.json'));
  }

  /** Lists the existing chains. Resolves to the last decision on disk, if that is known. */
  async open(): Promise<Received | undefined> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const entries = await readdir(this.#folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    for (const name of [SHARED, ...names])
      await this.#chainOf(name)
        .files.open()
        .catch((error: unknown) => this.#unreadable(name, error));
    return (await this.#mark.read()) ?? (await this.#lastShared());
  }

  /** Appends a record to an agent's chain; a record that concerns no agent has no agent id. */
  push(agentId: string | undefined, record: AuditRecord): void {
    if (record.type === 'decision') {
      const { instance, decision } = record;
      const isNewer = this.#newest?.instance !== instance || decision.seq > this.#newest.seq;
      if (isNewer) this.#newest = { instance, seq: decision.seq };
    }
    this.#chainOf(agentId === undefined ? SHARED : chainName(agentId)).push(record);
  }

  /** Every record on disk that may concern the agent, oldest first. */
  async *records(agentId: string): AsyncGenerator<AuditRecord> {
    yield* this.#chainOf(SHARED).files.records();
    yield* this.#chainOf(chainName(agentId)).files.records();
  }

  /** The records of each chain, oldest first. */
  chains(): AsyncGenerator<AuditRecord>[] {
    return [...this.#chains.values()].map(({ files }) => files.records());
  }

  /**
   * The newest records of the most recently active agents (at most so many), the most active one last; `bytes` of all
   * together, but a smallest share of each.
   */
  async *newestRecords(agents: number, bytes = REMEMBERED_BYTES): AsyncGenerator<AuditRecord> {
    const [shared, ...others] = [...this.#chains.values()];
    const active = others.sort((a, b) => a.files.writtenAt - b.files.writtenAt).slice(-agents);
    const share = Math.max(SMALLEST_SHARE_BYTES, bytes / (active.length + 1));
    for (const chain of [...(shared ? [shared] : []), ...active]) {
      try {
        yield* chain.files.records(share);
      } catch (error) {
        this.#unreadable('newest records', error);
      }
    }
  }

  /** One chain that cannot be read keeps no other from being read. It is read again before it is written to. */
  #unreadable(name: string, error: unknown): void {
    this.#logger.error('a part of the audit cannot be read', { name, error });
  }

  async flushed(): Promise<void> {
    await Promise.all([...this.#chains.values()].map((chain) => chain.flushed()));
    await this.#dropping;
    await this.#mark.flushed();
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#chains.values()].map((chain) => chain.dispose()));
    await this.flushed();
  }

  /** Older versions wrote no mark, and every decision into one chain. */
  async #lastShared(): Promise<Received | undefined> {
    let last: Received | undefined;
    for await (const record of this.#chainOf(SHARED).files.records(SMALLEST_SHARE_BYTES))
      if (record.type === 'decision') last = { instance: record.instance, seq: record.decision.seq };
    return last;
  }

  #chainOf(name: string): ChainWriter {
    const existing = this.#chains.get(name);
    if (existing) return existing;
    const folder = join(this.#folder, name);
    const chain = new ChainWriter({
      files: new ChainFiles({ folder, fileBytes: this.#limits.fileBytes, clock: this.#clock }),
      clock: this.#clock,
      logger: this.#logger,
      onWritten: () => this.#written(),
    });
    this.#chains.set(name, chain);
    return chain;
  }

  #written(): void {
    this.#moveMark();
    this.#dropping ??= this.#drop()
      .catch((error: unknown) => this.#logger.warn('old parts of the audit stay on disk', { error }))
      .finally(() => {
        this.#dropping = undefined;
      });
  }

  /** Sets the mark to the last decision before the first one that waits for the disk. */
  #moveMark(): void {
    if (this.#newest === undefined) return;
    const { instance } = this.#newest;
    let { seq } = this.#newest;
    for (const chain of this.#chains.values())
      for (const record of chain.pending()) {
        if (record.type !== 'decision' || record.instance !== instance) continue;
        seq = Math.min(seq, record.decision.seq - 1);
        break;
      }
    this.#mark.set({ instance, seq });
  }

  async #drop(): Promise<void> {
    const chains = [...this.#chains].map(([name, { files }]) => ({ name, files }));
    const nonEmpty = chains.filter(({ files }) => files.sizes.length > 0);
    const agentChains = nonEmpty.filter(({ name }) => name !== SHARED);
    const sizes = agentChains.map(({ name, files }) => ({ name, writtenAt: files.writtenAt }));
    for (const name of chainsToDrop(sizes, this.#limits)) {
      const files = this.#chainOf(name).files;
      for (const record of await files.summary()) this.push(undefined, record);
      await files.remove();
      this.#chains.delete(name);
    }
    const remaining = nonEmpty.map(({ name, files }) => ({ name, files: files.sizes }));
    for (const [name, count] of filesToDrop(remaining, this.#limits))
      await this.#chains.get(name)?.files.drop(count);
  }
}
