import { Duplex } from 'node:stream';

/** Two ends of a stream in memory: what one end writes, the other reads. Destroying one end destroys the other. */
export function duplexPair(): [Duplex, Duplex] {
  const a = new End();
  const b = new End();
  a.other = b;
  b.other = a;
  return [a, b];
}

class End extends Duplex {
  other: End | undefined;
  /** Called when the other end requests data. */
  #resume: (() => void) | undefined;

  constructor() {
    super({ allowHalfOpen: true });
  }

  override _read(): void {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const { other } = this;
    if (!other || other.destroyed) done(new Error('the other end is closed'));
    else if (other.push(chunk)) done();
    else other.#resume = done;
  }

  override _final(done: () => void): void {
    this.other?.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const { other } = this;
    this.other = undefined;
    // Unread data stays readable at the other end; a reader that waits for data gets the end of the stream.
    if (other && !other.readableEnded && !other.destroyed) {
      if (error || !this.writableFinished) process.nextTick(() => other.destroy());
    }
    done(error);
  }
}
