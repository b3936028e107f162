import type { OnReadOpts, Socket } from 'node:net';
import type { Reservation } from './memory-budget.ts';

const SMALL_BYTES = 16 * 1024;
const LARGE_BYTES = 512 * 1024;
/** The large buffers of all tunnels together; further tunnels use small ones. */
const LARGE_BUDGET = 32;
/** The large buffer is released after this many consecutive reads that would have fitted a small one. */
const QUIET_READS = 64;

let largeBuffers = 0;

export interface IntakeEnd {
  readonly source: Socket;
  readonly sink: Socket;
  /** Whether to keep reads small, so that other agents' reads come soon. */
  crowded(): boolean;
  /** @returns the milliseconds to pause */
  spend(bytes: number): number;
  /** Includes the large buffer while it is in use, also one that still waits for a slow reader. */
  readonly memory: Reservation;
}

/**
 * Reads a tunnel's data from the server into one buffer that is reused. When the agent's connection takes a chunk
 * whole, the buffer is free for the next read; otherwise reading pauses until the chunk is written. Bulk transfers get
 * a large buffer, which halves the system calls' share in the cost of a byte. A thousand idle tunnels stay small.
 */
export class Intake {
  readonly onread: OnReadOpts = {
    buffer: () => this.#buffer,
    callback: (length, bytes) => this.#take(bytes.subarray(0, length)),
  };
  #buffer: Buffer = Buffer.allocUnsafeSlow(SMALL_BYTES);
  #end: IntakeEnd | undefined;
  #quietReads = 0;
  /**
   * Releases the large buffer as soon as no slow reader needs it. Otherwise memory would be held that is no longer
   * counted.
   */
  #givesBack = false;
  #full = false;
  #resting = false;

  /** Starts reading. The source was opened with `onread` and is paused. */
  join(end: IntakeEnd): void {
    this.#end = end;
    end.source.once('end', () => end.sink.end());
    end.source.once('close', () => {
      this.#givesBack = true;
      if (!this.#full) this.#shrink();
    });
    end.sink.once('close', this.#shrink);
    end.source.resume();
  }

  #take(bytes: Uint8Array): boolean {
    const end = this.#end;
    if (end === undefined || end.sink.destroyed || end.sink.writableEnded) return false;
    end.sink.write(bytes, this.#written);
    this.#full = end.sink.writableLength > 0;
    this.#fit(bytes.length, end.crowded());
    const restMs = end.spend(bytes.length);
    if (restMs > 0) {
      this.#resting = true;
      setTimeout(this.#rested, restMs);
    }
    return !this.#full && !this.#resting;
  }

  /** Chooses the size of the next read. */
  #fit(length: number, crowded: boolean): void {
    if (this.#buffer.length === SMALL_BYTES) {
      if (length === SMALL_BYTES && !crowded && largeBuffers < LARGE_BUDGET) this.#resize(LARGE_BYTES);
      return;
    }
    this.#quietReads = length < SMALL_BYTES ? this.#quietReads + 1 : 0;
    this.#givesBack = crowded || this.#quietReads > QUIET_READS;
    if (this.#givesBack && !this.#full) this.#shrink();
  }

  #resize(size: number): void {
    if (this.#buffer.length === size) return;
    const grown = size - this.#buffer.length;
    largeBuffers += grown > 0 ? 1 : -1;
    this.#buffer = Buffer.allocUnsafeSlow(size);
    this.#quietReads = 0;
    this.#givesBack = false;
    this.#end?.memory.grow(grown);
  }

  readonly #shrink = (): void => this.#resize(SMALL_BYTES);

  readonly #written = (): void => {
    if (!this.#full || (this.#end?.sink.writableLength ?? 0) > 0) return;
    this.#full = false;
    if (this.#givesBack) this.#shrink();
    this.#goOn();
  };

  readonly #rested = (): void => {
    this.#resting = false;
    this.#goOn();
  };

  #goOn(): void {
    const source = this.#end?.source;
    if (!this.#full && !this.#resting && source?.destroyed === false) source.resume();
  }
}
