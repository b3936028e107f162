import type { Duplex } from 'node:stream';
import { AppFailure } from '../../contract/error.ts';
import type { StreamInbound } from '../../contract/registry.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Engine } from '../docker/engine.ts';
import type { StreamSink } from '../rpc/handlers.ts';
import { Coalescer } from './coalescer.ts';
import type { InputQueue } from './input-queue.ts';
import { GreetingReader, hangUpCommand } from './shell.ts';
import { isUnreadReply } from './terminal-reply.ts';

/** A shell that was hung up has this long to tidy up before it is killed. */
const HANG_UP_GRACE_MS = 1000;
/** The engine notes the exit a moment after the output ended. */
const EXIT_POLL_MS = 25;
const EXIT_POLLS = 40;
/** 128 + SIGKILL, which is how a stopping container ends its execs. */
const KILLED = 137;
const STOP_SETTLE_MS = 300;
/** Enough for any message of the runtime that says why the program did not start. */
const MAXIMUM_HELD_BYTES = 64 * 1024;

/** What a window sends into a console. */
export type ConsoleInput = StreamInbound<'console.open'>;

export interface SessionOptions {
  engine: Engine;
  clock: Clock;
  logger: Logger;
  containerId: string;
  /** When the container's run began, as the engine writes it: a restart ends the session without an exit code. */
  startedAt: string;
  execId: string;
  stream: Duplex;
  sink: StreamSink<'console.open'>;
  input: InputQueue<ConsoleInput>;
  /** Whether the process says its id first (see shell.ts). */
  greets: boolean;
  size: { columns: number; rows: number };
  /** Sees what the program writes and that somebody types. */
  witness?: ConsoleWitness | undefined;
}

export interface ConsoleWitness {
  output(bytes: Uint8Array): void;
  typed(bytes: Uint8Array): void;
}

/** How a session ended; `output` only when it ended before its program ran: what the runtime said instead. */
export interface SessionEnd {
  /** null when the exec vanished with its container, or its exit cannot be learnt. */
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
  #wantedSize: { columns: number; rows: number } | undefined;
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
    if (this.#started) this.#takeInput();
  }

  /** Settles when the program is gone: by itself, with its container, or because the window closed the console. */
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
      this.#takeInput();
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
   * From the greeting on, because the terminal would echo earlier input into it. Input never waits for output: the
   * engine reads both directions of the connection independently.
   */
  #takeInput(): void {
    const { input, stream } = this.#options;
    // An engine may lose a size that came before the program had its terminal; what is typed may ask for it.
    this.#resize(this.#size);
    void this.#resized.then(() =>
      input.connect((typed) => {
        if (typed.type === 'data') {
          this.#options.witness?.typed(typed.bytes);
          if (!isUnreadReply(stream, typed.bytes)) stream.write(typed.bytes);
        } else if (typed.type === 'resize') this.#resize(typed);
        else this.#detach();
      }),
    );
  }

  #send(bytes: Uint8Array<ArrayBuffer>): void {
    const { sink, stream } = this.#options;
    // A window that has gone takes nothing any more; the stream is still drained, so that the program can end.
    if (sink.signal.aborted) return;
    sink.push(bytes);
    if (!sink.full || stream.isPaused()) return;
    stream.pause();
    void sink.ready().then(() => stream.resume());
  }

  /** The newest size wins; one request at a time keeps them in order. */
  #resize(size: { columns: number; rows: number }): void {
    this.#size = { columns: size.columns, rows: size.rows };
    this.#wantedSize = this.#size;
    if (!this.#resizing) this.#resized = this.#applySizes();
  }

  async #applySizes(): Promise<void> {
    const { engine, execId, logger } = this.#options;
    this.#resizing = true;
    while (this.#wantedSize) {
      const size = this.#wantedSize;
      this.#wantedSize = undefined;
      try {
        await engine.resizeExec(execId, size);
      } catch (error) {
        // The program has ended, did not start (its output says so), or has no terminal yet.
        logger.debug('console not resized', { error });
      }
    }
    this.#resizing = false;
  }

  async #exitCode(): Promise<number | null> {
    const { engine, clock, execId, containerId, startedAt } = this.#options;
    try {
      for (let poll = 0; poll < EXIT_POLLS; poll += 1) {
        const { Running, ExitCode } = await engine.inspectExec(execId);
        if (!Running && ExitCode !== null) {
          // A killed program may be the first sign of a container that is going down.
          if (ExitCode === KILLED) await delay(clock, STOP_SETTLE_MS);
          const { State } = await engine.inspectContainer(containerId);
          return State.Running && State.StartedAt === startedAt ? ExitCode : null;
        }
        await delay(clock, EXIT_POLL_MS);
      }
      await this.#hangUp();
      return null;
    } catch (error) {
      if (error instanceof AppFailure && ['not-found', 'container-gone'].includes(error.error.type))
        return null;
      throw error;
    }
  }

  /** The engine goes on reading what the program writes, so that it is not held up. */
  #detach(): void {
    this.#detached = true;
    this.#options.stream.destroy();
  }

  /** Ends the program as a closing terminal would, and makes sure that it is gone. */
  async #hangUp(): Promise<void> {
    const { stream, logger } = this.#options;
    // Whatever the window had not taken yet must not hold the program up.
    stream.resume();
    try {
      await this.#waitForGreeting();
      const { pid } = this.#greeting;
      if (pid === undefined) {
        // An image without a shell: interrupt and end of input are all that is left.
        stream.write('\u0003\u0004');
        await this.#closedWithin(HANG_UP_GRACE_MS);
        return;
      }
      await this.#signal(pid, 'HUP');
      if (await this.#closedWithin(HANG_UP_GRACE_MS)) return;
      await this.#signal(pid, 'KILL');
      await this.#closedWithin(HANG_UP_GRACE_MS);
    } catch (error) {
      logger.warn('console not hung up', { error });
    } finally {
      stream.destroy();
    }
  }

  async #waitForGreeting(): Promise<void> {
    const { greets } = this.#options;
    for (let poll = 0; greets && !this.#started && poll < EXIT_POLLS; poll += 1) {
      if (await this.#closedWithin(EXIT_POLL_MS)) return;
    }
  }

  async #signal(pid: number, signalName: 'HUP' | 'KILL'): Promise<void> {
    const { engine, containerId } = this.#options;
    const execId = await engine.createExec(containerId, { Cmd: hangUpCommand(pid, signalName) });
    const stream = await engine.startExec(execId, { tty: false, stdin: false });
    await new Promise((resolve) => stream.resume().once('close', resolve).once('end', resolve));
    stream.destroy();
  }

  #closedWithin(timeoutMs: number): Promise<boolean> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const cancel = clock.after(timeoutMs, () => resolve(false));
      void this.#closed.then(() => {
        cancel();
        resolve(true);
      });
    });
  }
}
