import type { Decision } from '../contract/egress.ts';
import { largestOwner } from '../lib/fair-share.ts';

/**
 * The newest records, in their order. Beyond the limit the agent with the most records loses its oldest, so that a
 * flood of one agent displaces no record of another.
 */
export class RecordRing {
  readonly #limit: number;
  readonly #records: Decision[] = [];
  readonly #counts = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(record: Decision): void {
    this.#records.push(record);
    this.#count(record.agentId, 1);
    if (this.#records.length > this.#limit) this.#drop();
  }

  /** The first record with this number or a later one. */
  from(seq: number): Decision | undefined {
    let low = 0;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#records[middle]?.seq ?? seq) < seq) low = middle + 1;
      else high = middle;
    }
    return this.#records[low];
  }

  #drop(): void {
    const largest = largestOwner(this.#counts);
    const index = this.#records.findIndex(({ agentId }) => agentId === largest);
    this.#records.splice(index, 1);
    this.#count(largest, -1);
  }

  #count(agentId: string, change: number): void {
    const count = (this.#counts.get(agentId) ?? 0) + change;
    if (count > 0) this.#counts.set(agentId, count);
    else this.#counts.delete(agentId);
  }
}
