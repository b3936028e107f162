import type { AgentPrograms, Program } from '../agent-programs.ts';
import { seekTo } from './file-stream.ts';
import type { FilePlace } from './open-files.ts';
import type { RemoteShell } from './remote-shell.ts';
import { errorOf, SftpError, STATUS } from './sftp-error.ts';
import { quote } from './shell-text.ts';

/** A part up to this size is written by the shell; a larger one by a program of its own, which takes longer to start. */
const SMALL_BYTES = 128 * 1024;
/** Parts that came before what is in front of them. */
const EARLY_BYTES = 4 * 1024 * 1024;

/** Opens the file without truncating it, moves the offset and writes what it reads. */
const WRITE = `{ ${seekTo('"$2"')}; exec cat; } 1<>"$1"`;
const APPEND = 'exec cat >>"$1"';
/** Exit code for an image without `base64`, which carries bytes through the shell. */
const NO_BASE64 = 99;

/** Writes one open file. Calls follow one another. What was written is certain once `flush` has resolved. */
export class FileWriter {
  readonly #place: FilePlace;
  readonly #appends: boolean;
  readonly #shell: RemoteShell;
  readonly #programs: AgentPrograms;
  readonly #ending = new AbortController();
  /** Successive data that no program has yet. */
  #buffered: Buffer[] = [];
  #bufferedBytes = 0;
  #start = 0;
  #position = 0;
  readonly #early = new Map<number, Buffer>();
  #earlyBytes = 0;
  #program: Program | undefined;
  #hasEnded = false;
  #messages = '';

  constructor(place: FilePlace, appends: boolean, shell: RemoteShell, programs: AgentPrograms) {
    this.#place = place;
    this.#appends = appends;
    this.#shell = shell;
    this.#programs = programs;
  }

  /** Whether something was written that may not be in the file yet. */
  get isPending(): boolean {
    return this.#program !== undefined || this.#bufferedBytes > 0 || this.#early.size > 0;
  }

  /** Resolves when there is room for more. Rejects with `SftpError`, also for earlier data. */
  async write(offset: number, data: Buffer): Promise<void> {
    const copy = Buffer.from(data);
    if (this.#appends) return await this.#append(copy);
    if (offset > this.#position && this.#earlyBytes < EARLY_BYTES && !this.#early.has(offset)) {
      this.#early.set(offset, copy);
      this.#earlyBytes += copy.length;
      return;
    }
    if (offset !== this.#position) {
      await this.flush();
      this.#moveTo(offset);
    }
    await this.#append(copy);
    await this.#appendEarly();
  }

  /** Resolves when everything is in the file. */
  async flush(): Promise<void> {
    await this.#finish();
    for (const offset of [...this.#early.keys()].sort((a, b) => a - b)) {
      if (!this.#early.has(offset)) continue;
      if (offset !== this.#position) {
        await this.#finish();
        this.#moveTo(offset);
      }
      await this.#appendEarly();
    }
    await this.#finish();
  }

  /** Gives up what is not written yet. */
  abandon(): void {
    this.#ending.abort();
  }

  #moveTo(offset: number): void {
    this.#start = offset;
    this.#position = offset;
  }

  async #appendEarly(): Promise<void> {
    for (;;) {
      const data = this.#early.get(this.#position);
      if (!data) return;
      this.#early.delete(this.#position);
      this.#earlyBytes -= data.length;
      await this.#append(data);
    }
  }

  async #append(data: Buffer): Promise<void> {
    this.#position += data.length;
    if (this.#program) return await this.#send(this.#program, data);
    this.#buffered.push(data);
    this.#bufferedBytes += data.length;
    if (this.#bufferedBytes <= SMALL_BYTES) return;
    this.#program = this.#open();
    this.#bufferedBytes = 0;
    await this.#send(this.#program, Buffer.concat(this.#buffered.splice(0)));
  }

  async #send(program: Program, data: Buffer): Promise<void> {
    await program.write(data);
    // It ended before its input did, for example because the disk is full.
    if (this.#hasEnded) await this.#finish();
  }

  /** Writes what was appended so far, and begins anew after it. */
  async #finish(): Promise<void> {
    const program = this.#program;
    this.#program = undefined;
    const data = Buffer.concat(this.#buffered.splice(0));
    this.#bufferedBytes = 0;
    if (program) await finished(program, () => this.#messages);
    else if (data.length > 0) await this.#writeByShell(data);
    this.#start = this.#position;
  }

  async #writeByShell(data: Buffer): Promise<void> {
    const script = `sh -c ${quote(this.#script)} sh ${quote(this.#place.path)} ${this.#start}`;
    const { status, output } = await this.#shell.run(
      `command -v base64 >/dev/null || exit ${NO_BASE64}\nprintf %s ${quote(data.toString('base64'))} | base64 -d | ${script}`,
    );
    if (status === NO_BASE64) {
      const program = this.#open();
      await program.write(data);
      await finished(program, () => this.#messages);
    } else if (status !== 0) throw errorOf(output.toString());
  }

  get #script(): string {
    return this.#appends ? APPEND : WRITE;
  }

  #open(): Program {
    this.#messages = '';
    this.#hasEnded = false;
    const decoder = new TextDecoder();
    const program = this.#programs.run({
      command: ['sh', '-c', this.#script, 'sh', this.#place.path, String(this.#start)],
      env: [{ name: 'LC_ALL', value: 'C' }],
      signal: this.#ending.signal,
      onOutput: async (_source, bytes) => {
        this.#messages = (this.#messages + decoder.decode(bytes, { stream: true })).slice(-1_000);
      },
    });
    const end = () => {
      this.#hasEnded = true;
    };
    program.done.then(end, end);
    return program;
  }
}

async function finished(program: Program, messages: () => string): Promise<void> {
  program.end();
  const code = await program.done.catch((error: unknown) => {
    throw new SftpError(STATUS.failure, error instanceof Error ? error.message : String(error));
  });
  if (code !== 0) throw errorOf(messages());
}
