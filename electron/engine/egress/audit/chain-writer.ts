import { backoffMs } from '../../../lib/backoff.ts';
import { type Clock, delay } from '../../../lib/clock.ts';
import type { Logger } from '../../../lib/logger.ts';
import type { AuditRecord } from './audit-chain.ts';
import type { ChainFiles } from './chain-files.ts';

/**
 * The limit of records that wait for a disk that does not accept them; it is larger than a gateway's ring for a closed
 * app. Beyond it the oldest are dropped and counted.
 */
const PENDING_LIMIT = 6_000;

export interface ChainWriterOptions {
  files: ChainFiles;
  clock: Clock;
  logger: Logger;
  /** Called after each batch that is on disk. */
  onWritten(): void;
}

/** Writes the records of one chain in batches, and retries until the disk accepts them. */
export class ChainWriter {
  readonly files: ChainFiles;
  readonly #options: ChainWriterOptions;
  #pending: AuditRecord[] = [];
  /** The batch that is being written. */
  #batch: AuditRecord[] = [];
  #lost = { instance: '', count: 0 };
  /** Resolves to false when the batch could not be written. */
  #attempt: Promise<boolean> | undefined;
  #failures = 0;
  readonly #ended = new AbortController();

  constructor(options: ChainWriterOptions) {
    this.#options = options;
    this.files = options.files;
  }

  push(record: AuditRecord): void {
    this.#pending.push(record);
    this.#giveUpOldest();
    this.#writeNext();
  }

  /** The records that are not on disk yet, oldest first. */
  *pending(): Generator<AuditRecord> {
    yield* this.#batch;
    yield* this.#pending;
  }

  /** Resolves when all records so far are on disk, or cannot be written now. */
  async flushed(): Promise<void> {
    while (this.#attempt && (await this.#attempt));
  }

  /** Tries once more to write the records that are not on disk. */
  async dispose(): Promise<void> {
    this.#ended.abort(new Error('disposed'));
    await this.flushed();
    if (this.#pending.length > 0) await this.#write();
  }

  #writeNext(): void {
    if (this.#attempt !== undefined || this.#pending.length === 0) return;
    this.#attempt = this.#write();
    void this.#attempt.then(async (written) => {
      this.#failures = written ? 0 : this.#failures + 1;
      if (!written) {
        const { signal } = this.#ended;
        await delay(this.#options.clock, backoffMs(this.#failures), signal).catch(() => undefined);
        if (signal.aborted) return;
      }
      this.#attempt = undefined;
      this.#writeNext();
    });
  }

  /** Never rejects. */
  async #write(): Promise<boolean> {
    // Decisions that arrive together are written as one batch.
    await Promise.resolve();
    const { clock, logger, onWritten } = this.#options;
    const { instance, count } = this.#lost;
    const lost: AuditRecord[] = count > 0 ? [{ type: 'missed', at: clock.now(), instance, count }] : [];
    this.#batch = this.#pending;
    this.#pending = [];
    try {
      await this.files.append([...lost, ...this.#batch]);
    } catch (error) {
      logger.error('the audit cannot be written', { error });
      this.#pending = [...this.#batch, ...this.#pending];
      this.#batch = [];
      this.#giveUpOldest();
      return false;
    }
    this.#batch = [];
    this.#lost.count -= count;
    const { headProblem } = this.files;
    if (headProblem) logger.warn('the audit’s head is behind', { error: headProblem });
    onWritten();
    return true;
  }

  #giveUpOldest(): void {
    const dropped = this.#pending.splice(0, Math.max(0, this.#pending.length - PENDING_LIMIT));
    for (const record of dropped) {
      if (record.type === 'decision') this.#lose(record.instance, record.decision.count);
      if (record.type === 'call') this.#lose('', record.call.count);
    }
  }

  #lose(instance: string, count = 1): void {
    this.#lost = { instance, count: this.#lost.count + count };
  }
}
