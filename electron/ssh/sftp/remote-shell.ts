import { randomBytes } from 'node:crypto';
import type { AgentPrograms, Program } from '../agent-programs.ts';
import { errorOf, SftpError, STATUS } from './sftp-error.ts';

/** More than the list of any sensible folder; a longer answer ends the shell. */
const MAXIMUM_OUTPUT_BYTES = 32 * 1024 * 1024;

interface Pending {
  resolve(answer: { status: number; output: Buffer }): void;
  reject(error: Error): void;
}

/**
 * One shell in the agent that runs short scripts one after the other, because starting a program by the engine takes a
 * tenth of a second. It needs `sh` and the usual small programs, so that it also works in an image of busybox.
 */
export class RemoteShell {
  readonly #program: Program;
  readonly #mark = randomBytes(16).toString('hex');
  readonly #pending: Pending[] = [];
  #output = Buffer.alloc(0);
  #searched = 0;
  #ended: SftpError | undefined;

  constructor(programs: AgentPrograms, signal: AbortSignal) {
    this.#program = programs.run({
      command: ['sh'],
      env: [{ name: 'LC_ALL', value: 'C' }],
      signal,
      onOutput: async (source, bytes) => {
        if (source === 'stdout') this.#receive(bytes);
      },
    });
    const end = (error?: unknown) => {
      const reason = error instanceof Error ? error.message : 'The agent’s shell has ended.';
      this.#end(new SftpError(STATUS.failure, reason));
    };
    this.#program.done.then(() => end(), end);
  }

  /** Runs a script; its output includes what it prints to stderr. Rejects with `SftpError` when the shell has ended. */
  async run(script: string): Promise<{ status: number; output: Buffer }> {
    if (this.#ended) throw this.#ended;
    const answer = new Promise<{ status: number; output: Buffer }>((resolve, reject) => {
      this.#pending.push({ resolve, reject });
    });
    const text = `( ${script}\n) </dev/null 2>&1; printf '\\n%s %s\\n' ${this.#mark} "$?"\n`;
    await this.#program.write(Buffer.from(text));
    return await answer;
  }

  /** Runs a script and returns its output as text. Rejects with the `SftpError` that its output tells. */
  async text(script: string): Promise<string> {
    const { status, output } = await this.run(script);
    if (status !== 0) throw errorOf(output.toString());
    return output.toString();
  }

  close(): void {
    this.#program.end();
  }

  #receive(bytes: Uint8Array): void {
    if (this.#ended) return;
    this.#output = Buffer.concat([this.#output, bytes]);
    if (this.#output.length > MAXIMUM_OUTPUT_BYTES) {
      this.#end(new SftpError(STATUS.failure, 'The answer is too long.'));
      this.#program.send('KILL');
      return;
    }
    for (;;) {
      const at = this.#output.indexOf(`\n${this.#mark} `, this.#searched);
      const end = at < 0 ? -1 : this.#output.indexOf('\n', at + 1);
      if (at < 0 || end < 0) {
        this.#searched = Math.max(0, at < 0 ? this.#output.length - this.#mark.length - 2 : at);
        return;
      }
      const status = Number(this.#output.toString('latin1', at + this.#mark.length + 2, end));
      this.#pending.shift()?.resolve({ status, output: Buffer.from(this.#output.subarray(0, at)) });
      this.#output = this.#output.subarray(end + 1);
      this.#searched = 0;
    }
  }

  #end(error: SftpError): void {
    this.#ended ??= error;
    for (const { reject } of this.#pending.splice(0)) reject(this.#ended);
  }
}
