import { API_CALLS_SHOWN, type ApiCall, type RecordedCall } from '../../contract/api-call.ts';
import type { Clock } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import { addWithin } from '../../lib/fair-share.ts';
import type { Logger } from '../../lib/logger.ts';
import type { AuditRecord } from '../egress/audit/audit-chain.ts';
import { AUDIT_LIMITS, type AuditLimits } from '../egress/audit/audit-quota.ts';
import { AuditStore } from '../egress/audit/audit-store.ts';
import { Repeats } from '../egress/audit/repeats.ts';
import { repeatedCalls } from './repeated-calls.ts';

/** How many callers' newest calls are read at the start, for a window. */
const CALLERS_SHOWN = 50;
const TELL_WITHIN_MS = 1_000;

/** Keeps the calls of programs, as a hash chain of each caller, and the newest ones in memory. */
export class CallAudit {
  /** Fires when calls were recorded, at most once a second. */
  readonly changed = new Emitter<void>();
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #store: AuditStore;
  readonly #repeats = new Repeats(repeatedCalls);
  readonly #opened: Promise<void>;
  #newest: readonly ApiCall[] = [];
  #stopRepeats: (() => void) | undefined;
  #stopTelling: (() => void) | undefined;

  constructor(options: {
    folder: string;
    clock: Clock;
    logger: Logger;
    limits?: AuditLimits;
  }) {
    const { folder, clock, logger, limits = AUDIT_LIMITS } = options;
    this.#clock = clock;
    this.#logger = logger.child('access');
    this.#store = new AuditStore({ folder, limits, clock, logger: this.#logger });
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
    await this.#store.flushed();
    yield* inOrder(this.#store.chains().map(callsOf));
  }

  async dispose(): Promise<void> {
    this.#stopRepeats?.();
    this.#stopTelling?.();
    await this.#opened;
    this.#keep(this.#repeats.due());
    await this.#store.dispose();
  }

  async #open(): Promise<void> {
    try {
      await this.#store.open();
      const calls: ApiCall[] = [];
      for await (const record of this.#store.newestRecords(CALLERS_SHOWN, 0))
        if (record.type === 'call') calls.push(record.call);
      calls.sort((a, b) => a.at - b.at);
      this.#newest = [...calls, ...this.#newest].reduce(withCall, []);
    } catch (error) {
      this.#logger.error('the recorded calls cannot be read', { error });
    }
  }

  #keep(calls: readonly ApiCall[]): void {
    for (const call of calls) {
      this.#newest = withCall(this.#newest, call);
      // What is read at the start holds no call of this run.
      void this.#opened.then(() => this.#store.push(call.caller, { type: 'call', call }));
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
}

/** The calls with a new one. A caller that floods them displaces its own calls alone. */
const withCall = (calls: readonly ApiCall[], call: ApiCall): readonly ApiCall[] =>
  addWithin(calls, call, API_CALLS_SHOWN, ({ caller }) => caller);

async function* callsOf(records: AsyncIterable<AuditRecord>): AsyncGenerator<ApiCall> {
  for await (const record of records) if (record.type === 'call') yield record.call;
}

/** The calls of all callers, oldest first; those of each come in their order. */
async function* inOrder(callers: AsyncGenerator<ApiCall>[]): AsyncGenerator<ApiCall> {
  const heads = await Promise.all(callers.map((caller) => caller.next()));
  for (;;) {
    let oldest = -1;
    let call: ApiCall | undefined;
    for (const [index, { done, value }] of heads.entries()) {
      if (done || (call && call.at <= value.at)) continue;
      oldest = index;
      call = value;
    }
    const caller = callers[oldest];
    if (!call || !caller) return;
    yield call;
    heads[oldest] = await caller.next();
  }
}
