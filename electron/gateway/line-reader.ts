export interface LineEvents {
  onLine(line: string): void;
  /** A line longer than the limit was discarded. */
  onTooLong(): void;
}

/** Splits a byte stream into lines of bounded length: a longer line is discarded up to the next line break. */
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

  /** Discards an incomplete line, for example after its sender disconnected. */
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
