import type { IncomingMessage } from 'node:http';
import type { Reservation } from './memory-budget.ts';

/** The limit of pipelined requests on one connection. Real clients wait for the answer; Node would queue any number. */
const PIPELINE_LIMIT = 8;
/** The overhead of a header besides its text. */
const HEADER_OVERHEAD_BYTES = 64;

interface Waiting {
  readonly begin: () => void;
  readonly bytes: number;
}

/** The requests of one connection, one at a time: Node notifies only the first response when its connection closes. */
export class RequestQueue {
  readonly #memory: Reservation;
  readonly #waiting: Waiting[] = [];
  #busy = false;

  constructor(memory: Reservation) {
    this.#memory = memory;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** @returns false when too many wait already */
  enter(request: IncomingMessage, begin: () => void): boolean {
    if (!this.#busy) {
      this.#busy = true;
      begin();
      return true;
    }
    if (this.#waiting.length >= PIPELINE_LIMIT) return false;
    const bytes = headBytes(request);
    this.#memory.grow(bytes);
    this.#waiting.push({ begin, bytes });
    return true;
  }

  /** Ends the first request and starts the next. */
  next(): void {
    const next = this.#waiting.shift();
    this.#busy = next !== undefined;
    if (next === undefined) return;
    this.#memory.grow(-next.bytes);
    next.begin();
  }
}

function headBytes(request: IncomingMessage): number {
  const text = request.rawHeaders.reduce((sum, part) => sum + part.length + HEADER_OVERHEAD_BYTES, 0);
  return text + (request.url?.length ?? 0);
}
