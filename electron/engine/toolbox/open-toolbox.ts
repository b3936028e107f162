import type { Duplex, Readable } from 'node:stream';
import { AppFailure } from '../../contract/error.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import { drained } from '../../lib/drained.ts';
import type { Engine } from '../docker/engine.ts';
import { cancelled, toFailure } from '../docker/errors.ts';
import { FrameReader } from '../docker/frames.ts';

const DEFAULT_DEADLINE_MS = 60_000;
/** Limit of output kept in memory when no callback consumes it. */
const DEFAULT_MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
/** Keeps the end of a command's error output, which explains the failure best. */
const MAX_COMPLAINT_BYTES = 64 * 1024;
/** Polling interval: the engine records the exit code a moment after the output has ended. */
const EXIT_POLL_MS = 10;
const EXIT_POLLS = 300;

export interface CommandOptions {
  signal: AbortSignal;
  /** Standard input as bytes or a stream, followed by its end; empty when absent. */
  stdin?: Uint8Array | Readable;
  /** Variables besides PATH, HOME and git's own. */
  env?: readonly string[];
  workingDirectory?: string;
  deadlineMs?: number;
  /** Gets standard output chunk by chunk; the command waits while the promise is pending. `stdout` then stays empty. */
  onStdout?: (chunk: Uint8Array) => void | Promise<void>;
  /** Larger output throws `resource-limit`; ignored with `onStdout`. */
  maxOutputBytes?: number;
}

export interface CommandResult {
  exitCode: number;
  stdout: Buffer;
  /** The last 64 KiB. */
  stderr: string;
}

/** A running toolbox container. Commands may run in parallel. */
export class OpenToolbox {
  readonly containerId: string;
  readonly #engine: Engine;
  readonly #clock: Clock;
  #closed: Promise<void> | undefined;

  constructor(options: { engine: Engine; containerId: string; clock: Clock }) {
    this.#engine = options.engine;
    this.containerId = options.containerId;
    this.#clock = options.clock;
  }

  /**
   * Runs a command to its end; an exit code other than 0 is a result, not a rejection. A cancelled or overdue command
   * ends its toolbox, because nothing else ends the command reliably. Rejects with `cancelled`, `resource-limit`, and
   * errors of the engine's connection.
   */
  async run(command: readonly string[], options: CommandOptions): Promise<CommandResult> {
    const { signal, deadlineMs = DEFAULT_DEADLINE_MS } = options;
    const stop = new AbortController();
    let overdue = false;
    const onAbort = () => stop.abort();
    if (signal.aborted) throw cancelled();
    signal.addEventListener('abort', onAbort, { once: true });
    const cancelDeadline = this.#clock.after(deadlineMs, () => {
      overdue = true;
      stop.abort();
    });
    try {
      return await this.#exchange(command, options, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      await this.close();
      throw overdue ? overdueFailure(command, deadlineMs) : cancelled();
    } finally {
      cancelDeadline();
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Removes the container and all its processes. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#engine.removeContainer(this.containerId);
    return this.#closed;
  }

  async #exchange(
    command: readonly string[],
    options: CommandOptions,
    signal: AbortSignal,
  ): Promise<CommandResult> {
    const { stdin, env, workingDirectory, onStdout } = options;
    const execId = await this.#engine.createExec(
      this.containerId,
      {
        Cmd: [...command],
        AttachStdin: stdin !== undefined,
        AttachStdout: true,
        AttachStderr: true,
        ...(env ? { Env: [...env] } : {}),
        ...(workingDirectory ? { WorkingDir: workingDirectory } : {}),
      },
      { signal },
    );
    const connection = await this.#engine.startExec(execId, {
      tty: false,
      stdin: stdin !== undefined,
      signal,
    });
    const output = new Output(options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES, onStdout !== undefined);
    let inputError: unknown;
    const fed = feed(connection, stdin).catch((error) => {
      inputError = error;
      connection.destroy();
    });
    try {
      for await (const chunk of connection) {
        output.push(chunk as Buffer);
        if (onStdout) for (const piece of output.take()) await onStdout(piece);
      }
    } catch (error) {
      throw inputError ?? toFailure(error, { kind: 'exec' });
    } finally {
      connection.destroy();
      await fed;
    }
    if (inputError) throw inputError;
    // Destroying the connection ends the loop without an error.
    if (signal.aborted) throw cancelled();
    return { exitCode: await this.#exitCode(execId, signal), ...output.result() };
  }

  async #exitCode(execId: string, signal: AbortSignal): Promise<number> {
    for (let poll = 0; poll < EXIT_POLLS; poll += 1) {
      const { Running, ExitCode } = await this.#engine.inspectExec(execId, { signal });
      if (!Running && ExitCode !== null) return ExitCode;
      await delay(this.#clock, EXIT_POLL_MS, signal);
    }
    throw new Error('a command closed its output and did not end');
  }
}

/**
 * Resolves when all input is written, or when the command stops reading: its exit code tells whether that was right.
 */
async function feed(connection: Duplex, stdin: Uint8Array | Readable | undefined): Promise<void> {
  if (stdin === undefined) return;
  if (stdin instanceof Uint8Array) {
    connection.end(stdin);
    return;
  }
  for await (const chunk of stdin) {
    if (!connection.writable) return;
    if (!connection.write(chunk)) await drained(connection);
  }
  connection.end();
}

/** Splits standard output from error output and bounds both. */
class Output {
  readonly #frames: FrameReader;
  readonly #maxBytes: number;
  readonly #handedOn: boolean;
  #stdout: Buffer[] = [];
  #bytes = 0;
  #stderr = Buffer.alloc(0);

  constructor(maxBytes: number, handedOn: boolean) {
    this.#maxBytes = maxBytes;
    this.#handedOn = handedOn;
    this.#frames = new FrameReader((source, payload) => {
      const bytes = Buffer.from(payload);
      if (source === 'stderr') {
        this.#stderr = Buffer.concat([this.#stderr, bytes]).subarray(-MAX_COMPLAINT_BYTES);
      } else {
        this.#stdout.push(bytes);
        this.#bytes += bytes.length;
      }
    });
  }

  push(chunk: Uint8Array): void {
    this.#frames.push(chunk);
    if (this.#handedOn || this.#bytes <= this.#maxBytes) return;
    throw new AppFailure({ type: 'resource-limit', message: 'This is too much to show at once.' });
  }

  take(): Buffer[] {
    const output = this.#stdout;
    this.#stdout = [];
    return output;
  }

  result(): { stdout: Buffer; stderr: string } {
    return { stdout: Buffer.concat(this.#stdout), stderr: this.#stderr.toString('utf8') };
  }
}

function overdueFailure(command: readonly string[], deadlineMs: number): AppFailure {
  return new AppFailure({
    type: 'resource-limit',
    message: `“${command[0]}” did not end within ${Math.round(deadlineMs / 1000)} seconds and was given up.`,
    actions: [{ kind: 'retry', label: 'Try again' }],
  });
}
