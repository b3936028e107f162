import type { Writable } from 'node:stream';
import type { GatewayMessage } from '../contract/egress-control.ts';
import type { UnnumberedDecision } from './flow.ts';
import { RecordRing } from './record-ring.ts';

/** About 2 MiB of records: an hour of a busy agent without a reader. */
const RECORDS_KEPT = 5_000;
const REPLIES_KEPT = 1_000;
const BATCH_BYTES = 64 * 1024;

/**
 * The gateway's side of stdout. A missing reader must never block the gateway or make it grow. Records wait in a ring,
 * and the reader gets the number of missed ones; replies wait in a short queue that drops the oldest.
 */
export class ControlOutput {
  readonly #stream: Writable;
  readonly #ring: RecordRing;
  #nextSeq = 0;
  /** The number of the next record to write. */
  #cursor = 0;
  #replies: GatewayMessage[] = [];
  #blocked = false;
  #scheduled = false;

  constructor(stream: Writable, recordsKept = RECORDS_KEPT) {
    this.#stream = stream;
    this.#ring = new RecordRing(recordsKept);
    stream.on('drain', () => {
      this.#blocked = false;
      this.#schedule();
    });
    stream.on('error', () => {
      // The reader has closed the pipe for good; the records stay for callers in this process.
      this.#blocked = true;
    });
  }

  get nextSeq(): number {
    return this.#nextSeq;
  }

  record(record: UnnumberedDecision): void {
    this.#ring.add({ seq: this.#nextSeq, ...record });
    this.#nextSeq += 1;
    this.#schedule();
  }

  send(message: GatewayMessage): void {
    if (message.type === 'ask-closed' && this.#takeBack(message.askId)) return;
    this.#replies.push(message);
    if (this.#replies.length > REPLIES_KEPT) this.#replies.shift();
    this.#schedule();
  }

  /** Sends the kept records after `seq` again, to a reader that was disconnected. */
  replayAfter(seq: number): void {
    this.#cursor = Math.min(seq + 1, this.#nextSeq);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#blocked) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (!this.#blocked) {
      const batch = this.#nextBatch();
      if (batch === '') return;
      this.#blocked = !this.#stream.write(batch);
    }
  }

  #nextBatch(): string {
    let batch = '';
    while (batch.length < BATCH_BYTES) {
      const message = this.#replies.shift() ?? this.#nextRecord();
      if (message === undefined) break;
      batch += `${JSON.stringify(message)}\n`;
    }
    return batch;
  }

  #nextRecord(): GatewayMessage | undefined {
    if (this.#cursor >= this.#nextSeq) return undefined;
    const decision = this.#ring.from(this.#cursor);
    const next = decision?.seq ?? this.#nextSeq;
    const count = next - this.#cursor;
    this.#cursor = next;
    if (count > 0) return { type: 'missed', count };
    if (decision === undefined) return undefined;
    this.#cursor += 1;
    return { type: 'decision', decision };
  }

  /** An unread question needs no end, or an agent could fill the queue with both. */
  #takeBack(askId: string): boolean {
    const index = this.#replies.findIndex((each) => each.type === 'ask' && each.ask.askId === askId);
    if (index >= 0) this.#replies.splice(index, 1);
    return index >= 0;
  }
}
