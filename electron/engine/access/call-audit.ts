import { API_CALLS_SHOWN, type ApiCall, type RecordedCall } from '../../contract/api-call.ts';
import type { Clock } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import { addWithin } from '../../lib/fair-share.ts';
import type { Logger } from '../../lib/logger.ts';
import { AUDIT_LIMITS, type AuditLimits } from '../egress/audit/audit-quota.ts';
import { ChainFiles } from '../egress/audit/chain-files.ts';
import { ChainWriter } from '../egress/audit/chain-writer.ts';
import { Repeats } from '../egress/audit/repeats.ts';
import { repeatedCalls } from './repeated-calls.ts';

/** The bytes of the newest file that hold the calls for a window: a record has some 300 bytes. */
const NEWEST_BYTES = API_CALLS_SHOWN * 512;
const TELL_WITHIN_MS = 1_000;

/** Keeps the calls of programs as one hash chain of their own, and the newest ones in memory. */
export class CallAudit {
  /** Fires when calls were recorded, at most once a second. */
  readonly changed = new Emitter<void>();
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #limits: Pick<AuditLimits, 'fileBytes' | 'files'>;
  readonly #chain: ChainWriter;
  readonly #repeats = new Repeats(repeatedCalls);
  readonly #opened: Promise<void>;
  #newest: readonly ApiCall[] = [];
  #stopRepeats: (() => void) | undefined;
  #stopTelling: (() => void) | undefined;

  constructor(options: {
    folder: string;
    clock: Clock;
    logger: Logger;
    limits?: Pick<AuditLimits, 'fileBytes' | 'files'>;
  }) {
    const { folder, clock, logger, limits = AUDIT_LIMITS } = options;
    this.#clock = clock;
    this.#logger = logger.child('access');
    this.#limits = limits;
    this.#chain = new ChainWriter({
      files: new ChainFiles({ folder, fileBytes: limits.fileBytes, clock }),
      clock,
      logger: this.#logger,
      onWritten: () => this.#dropOldest(),
    });
    this.#opened = this.#open();
  }

  record(call: RecordedCall): void {
    const now = this.#clock.now();
    this.#keep(this.#repeats.add({ at: now, ...call }, now));
    this.#endRepeatsLater();
    this.#tell();
  }

  /** The newest calls, the newest first, with the repeated ones that are not on disk yet. */
  async newest(): Promise<ApiCall[]> {
    await this.#opened;
    let calls: readonly ApiCall[] = this.#newest;
    for (const call of this.#repeats.held()) calls = withCall(calls, call);
    return [...calls].sort((a, b) => b.at - a.at);
  }

  /** Every call on disk, oldest first. */
  async *history(): AsyncGenerator<ApiCall> {
    await this.#opened;
    this.#keep(this.#repeats.due());
    await this.#chain.flushed();
    for await (const record of this.#chain.files.records()) if (record.type === 'call') yield record.call;
  }

  async dispose(): Promise<void> {
    this.#stopRepeats?.();
    this.#stopTelling?.();
    await this.#opened;
    this.#keep(this.#repeats.due());
    await this.#chain.dispose();
  }

  async #open(): Promise<void> {
    try {
      let calls: readonly ApiCall[] = [];
      for await (const record of this.#chain.files.records(NEWEST_BYTES))
        if (record.type === 'call') calls = withCall(calls, record.call);
      for (const call of this.#newest) calls = withCall(calls, call);
      this.#newest = calls;
    } catch (error) {
      this.#logger.error('the recorded calls cannot be read', { error });
    }
  }

  #keep(calls: readonly ApiCall[]): void {
    for (const call of calls) {
      this.#chain.push({ type: 'call', call });
      this.#newest = withCall(this.#newest, call);
    }
  }

  #endRepeatsLater(): void {
    if (this.#repeats.isEmpty) return;
    this.#stopRepeats ??= this.#clock.after(this.#repeats.dueWithinMs, () => {
      this.#stopRepeats = undefined;
      this.#keep(this.#repeats.due(this.#clock.now()));
      this.#endRepeatsLater();
    });
  }

  #tell(): void {
    this.#stopTelling ??= this.#clock.after(TELL_WITHIN_MS, () => {
      this.#stopTelling = undefined;
      this.changed.emit();
    });
  }

  #dropOldest(): void {
    const { files } = this.#chain;
    const excess = files.sizes.length - this.#limits.files;
    if (excess <= 0) return;
    files.drop(excess).catch((error: unknown) => this.#logger.warn('old calls stay on disk', { error }));
  }
}

/** The calls with a new one. A caller that floods them displaces its own calls alone. */
const withCall = (calls: readonly ApiCall[], call: ApiCall) =>
  addWithin(calls, call, API_CALLS_SHOWN, ({ caller }) => caller);
