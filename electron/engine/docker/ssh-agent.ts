import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import http from 'node:http';
import { Duplex } from 'node:stream';
import { SSH_PREFIX } from './ssh-failure.ts';
import { type SshTarget, sshArguments } from './ssh-url.ts';

/** Enough of ssh's error output to explain a failure. */
const MAX_STDERR_CHARACTERS = 4_000;

/**
 * One connection over a child's standard streams. `http.Agent` calls the no-op methods on a socket that it keeps for
 * reuse.
 */
class ProcessConnection extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  #stderr = '';
  #answered = false;

  constructor(child: ChildProcessWithoutNullStreams) {
    super({ allowHalfOpen: true });
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => {
      this.#answered = true;
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-MAX_STDERR_CHARACTERS);
    });
    // Ignores write errors of an ended child: its end is reported below, with its error output.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => this.destroy(new Error(`${SSH_PREFIX}cannot be started: ${error.message}`)));
    child.on('close', (code) => {
      // A far end that closes at once has said why, though ssh reports success.
      if (code === 0 && (this.#answered || this.#stderr === '')) this.push(null);
      else this.destroy(new Error(`${SSH_PREFIX}${this.#stderr.trim() || `ended with code ${code}`}`));
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#child.stdin.write(chunk)) done();
    else this.#child.stdin.once('drain', done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/**
 * Reaches an engine as Docker's command line does: `ssh host docker system dial-stdio`, one process for each
 * connection. ssh uses the person's configuration, agent and known hosts.
 */
export class SshAgent extends http.Agent {
  readonly #target: SshTarget;
  readonly #program: string;

  constructor(target: SshTarget, options: http.AgentOptions, program = 'ssh') {
    super(options);
    this.#target = target;
    this.#program = program;
  }

  override createConnection(): Duplex {
    const child = spawn(this.#program, sshArguments(this.#target), { stdio: 'pipe', windowsHide: true });
    return new ProcessConnection(child);
  }
}
