export interface LineEvents {
  onLine(line: string): void;
  /** A line longer than the limit was discarded. */
  onTooLong(): void;
}

/** Cuts a byte stream into lines, bounded: what exceeds the limit is thrown away up to the next line break. */
export class LineReader {
  readonly #limitBytes: number;
  readonly #events: LineEvents;
  #parts: Buffer[] = [];
  #size = 0;
  #discarding = false;

  constructor(limitBytes: number, events: LineEvents) {
    this.#limitBytes = limitBytes;
    this.#events = events;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(0x0a, from);
      this.#take(chunk.subarray(from, end === -1 ? chunk.length : end));
      if (end === -1) return;
      this.#finish();
      from = end + 1;
    }
  }

  /** Forgets an unfinished line, as when a sender went away in the middle of it. */
  reset(): void {
    this.#parts = [];
    this.#size = 0;
    this.#discarding = false;
  }

  #take(part: Buffer): void {
    if (this.#discarding || part.length === 0) return;
    this.#size += part.length;
    if (this.#size > this.#limitBytes) {
      this.#parts = [];
      this.#discarding = true;
    } else this.#parts.push(part);
  }

  #finish(): void {
    const tooLong = this.#discarding;
    const line = Buffer.concat(this.#parts).toString('utf8').trim();
    this.reset();
    if (tooLong) this.#events.onTooLong();
    else if (line !== '') this.#events.onLine(line);
  }
}
