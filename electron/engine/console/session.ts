import type { Duplex } from 'node:stream';
import type { StreamInbound } from '../../contract/registry.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Engine } from '../docker/engine.ts';
import type { StreamSink } from '../rpc/handlers.ts';
import { Coalescer } from './coalescer.ts';
import { isExecGone, waitForExit } from './exec-exit.ts';
import { hangUp } from './hang-up.ts';
import type { InputQueue } from './input-queue.ts';
import { GreetingReader } from './shell.ts';
import { isUnreadReply } from './terminal-reply.ts';

/** 128 + SIGKILL, which is how a stopping container ends its execs. */
const KILLED = 137;
const STOP_SETTLE_MS = 300;
/** Every message in which the runtime explains a failed start is shorter. */
const MAXIMUM_HELD_BYTES = 64 * 1024;

/** What a window sends into a console. */
export type ConsoleInput = StreamInbound<'console.open'>;

export interface SessionOptions {
  engine: Engine;
  clock: Clock;
  logger: Logger;
  containerId: string;
  /** Start time of the container as the engine writes it. A restart changes it and ends the session without an exit code. */
  startedAt: string;
  execId: string;
  stream: Duplex;
  sink: StreamSink<'console.open'>;
  input: InputQueue<ConsoleInput>;
  /** Whether the process first sends its id (see shell.ts). */
  greets: boolean;
  size: { columns: number; rows: number };
  /** Receives a copy of the output and of the input. */
  witness?: ConsoleWitness | undefined;
}

export interface ConsoleWitness {
  output(bytes: Uint8Array): void;
  typed(bytes: Uint8Array): void;
}

/** How a session ended. `output` holds the runtime's message if the program did not start, else ''. */
export interface SessionEnd {
  /** null if the exec vanished with its container, or if the engine reports no exit. */
  exitCode: number | null;
  output: string;
  started: boolean;
}

/** One running exec with a terminal, wired to one window. */
export class ConsoleSession {
  readonly #options: SessionOptions;
  readonly #coalescer: Coalescer;
  readonly #greeting = new GreetingReader();
  readonly #closed: Promise<void>;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #started = false;
  #size: { columns: number; rows: number };
  #pendingSize: { columns: number; rows: number } | undefined;
  #resizing = false;
  #detached = false;
  #resized: Promise<void> = Promise.resolve();

  constructor(options: SessionOptions) {
    const { stream, clock } = options;
    this.#options = options;
    this.#started = !options.greets;
    this.#size = options.size;
    this.#coalescer = new Coalescer({ clock, emit: (bytes) => this.#send(bytes) });
    stream.on('data', (chunk: Buffer) => this.#receive(chunk));
    stream.once('end', () => stream.destroy());
    this.#closed = new Promise((resolve) => {
      stream.once('close', resolve);
      if (stream.destroyed) resolve();
    });
    this.#resize(options.size);
    if (this.#started) this.#connectInput();
  }

  /** Settles when the program has ended: by itself, with its container, or because the window closed the console. */
  async run(): Promise<SessionEnd> {
    const { sink } = this.#options;
    let hangingUp: Promise<void> | undefined;
    const onAbort = () => {
      hangingUp = this.#hangUp();
    };
    sink.signal.addEventListener('abort', onAbort, { once: true });
    try {
      if (sink.signal.aborted) onAbort();
      await this.#closed;
      await hangingUp;
      this.#receive(this.#greeting.flush());
      this.#coalescer.flush();
      return {
        exitCode: sink.signal.aborted || this.#detached ? null : await this.#exitCode(),
        output: this.#started ? '' : Buffer.concat(this.#held).toString('utf8'),
        started: this.#started,
      };
    } finally {
      sink.signal.removeEventListener('abort', onAbort);
      this.#coalescer.dispose();
    }
  }

  #receive(chunk: Uint8Array): void {
    const bytes = this.#options.greets ? this.#greeting.push(chunk) : chunk;
    if (!this.#started && this.#greeting.pid !== undefined) {
      this.#started = true;
      this.#connectInput();
    }
    if (this.#started) {
      this.#options.witness?.output(bytes);
      this.#coalescer.add(bytes);
    } else if (this.#heldBytes < MAXIMUM_HELD_BYTES) {
      this.#held.push(bytes);
      this.#heldBytes += bytes.length;
    }
  }

  /**
   * Passes input on after the greeting, because the terminal would echo earlier input into it. Input does not wait for
   * output: the engine reads both directions of the connection independently.
   */
  #connectInput(): void {
    const { input, stream } = this.#options;
    // The size is sent again before any input, because an engine may lose a size that it receives before the program has its
    // terminal.
    this.#resize(this.#size);
    void this.#resized.then(() =>
      input.connect((message) => {
        if (message.type === 'data') {
          this.#options.witness?.typed(message.bytes);
          if (isUnreadReply(stream, message.bytes)) return;
          // The sender gets its credit back once the engine has taken the input.
          return new Promise((resolve) => stream.write(message.bytes, () => resolve()));
        }
        if (message.type === 'resize') this.#resize(message);
        else this.#detach();
      }),
    );
  }

  #send(bytes: Uint8Array<ArrayBuffer>): void {
    const { sink, stream } = this.#options;
    // The stream of a closed window is drained all the same, so that the program can end.
    if (sink.signal.aborted) return;
    sink.push(bytes);
    if (!sink.full || stream.isPaused()) return;
    stream.pause();
    void sink.ready().then(() => stream.resume());
  }

  /** Applies the newest size. One request at a time keeps sizes in order. */
  #resize(size: { columns: number; rows: number }): void {
    this.#size = { columns: size.columns, rows: size.rows };
    this.#pendingSize = this.#size;
    if (!this.#resizing) this.#resized = this.#applySizes();
  }

  async #applySizes(): Promise<void> {
    const { engine, execId, logger } = this.#options;
    this.#resizing = true;
    while (this.#pendingSize) {
      const size = this.#pendingSize;
      this.#pendingSize = undefined;
      try {
        await engine.resizeExec(execId, size);
      } catch (error) {
        // The program has ended, has not started, or has no terminal yet.
        logger.debug('console not resized', { error });
      }
    }
    this.#resizing = false;
  }

  async #exitCode(): Promise<number | null> {
    const { engine, clock, execId, containerId, startedAt } = this.#options;
    try {
      const exitCode = await waitForExit(engine, clock, execId);
      if (exitCode === 'running') {
        await this.#hangUp();
        return null;
      }
      // A killed program may be the first sign of a container that is going down.
      if (exitCode === KILLED) await delay(clock, STOP_SETTLE_MS);
      const { State } = await engine.inspectContainer(containerId);
      return State.Running && State.StartedAt === startedAt ? exitCode : null;
    } catch (error) {
      if (isExecGone(error)) return null;
      throw error;
    }
  }

  /** Leaves the program running: the engine reads its output from now on, so that it does not block. */
  #detach(): void {
    this.#detached = true;
    this.#options.stream.destroy();
  }

  #hangUp(): Promise<void> {
    const { engine, clock, logger, containerId, stream } = this.#options;
    return hangUp({
      engine,
      clock,
      logger,
      containerId,
      stream,
      closed: this.#closed,
      isStarted: () => this.#started,
      pid: () => this.#greeting.pid,
    });
  }
}
