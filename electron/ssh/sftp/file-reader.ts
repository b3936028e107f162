import type { AgentPrograms } from '../agent-programs.ts';
import { FileStream, skipTo } from './file-stream.ts';
import type { RemoteShell } from './remote-shell.ts';
import { SftpError, STATUS } from './sftp-error.ts';
import { quote } from './shell-text.ts';

/** What is read at once by the shell; what follows it in order comes as one stream. */
const WINDOW_BYTES = 256 * 1024;
/** Clients send many requests at once, and not quite in order. */
const KEPT_BYTES = 4 * 1024 * 1024;

/** Reads one open file. Calls follow one another. */
export class FileReader {
  readonly #path: string;
  readonly #shell: RemoteShell;
  readonly #programs: AgentPrograms;
  /** Successive parts of the file that were read last, from `#start` to `#end`. */
  #kept: Buffer[] = [];
  #start = 0;
  #end = 0;
  /** Whether the file goes on after `#end`. */
  #continues = false;
  #stream: FileStream | undefined;

  constructor(path: string, shell: RemoteShell, programs: AgentPrograms) {
    this.#path = path;
    this.#shell = shell;
    this.#programs = programs;
  }

  /** Resolves to `length` bytes from `offset`, to fewer at the end of the file, and to none after it. */
  async read(offset: number, length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let wanted = Math.min(length, WINDOW_BYTES);
    let position = offset;
    while (wanted > 0) {
      const part = (await this.#keptFrom(position)).subarray(0, wanted);
      if (part.length === 0) break;
      parts.push(part);
      position += part.length;
      wanted -= part.length;
    }
    return Buffer.concat(parts);
  }

  close(): void {
    this.#stream?.close();
  }

  /** Some bytes from this position on; none at the end of the file. */
  async #keptFrom(position: number): Promise<Buffer> {
    if (position === this.#end && this.#continues)
      this.#stream ??= new FileStream(this.#path, position, this.#programs);
    while (this.#stream && position >= this.#end && position - this.#end < KEPT_BYTES) {
      const chunk = await this.#stream.next();
      if (chunk) this.#keep(chunk);
      else this.#stream = undefined;
    }
    if (position < this.#start || position >= this.#end) await this.#load(position);
    let start = this.#start;
    for (const chunk of this.#kept) {
      if (position < start + chunk.length) return chunk.subarray(position - start);
      start += chunk.length;
    }
    return Buffer.alloc(0);
  }

  #keep(chunk: Buffer): void {
    this.#kept.push(chunk);
    this.#end += chunk.length;
    while (this.#end - this.#start > KEPT_BYTES) this.#start += this.#kept.shift()?.length ?? 0;
  }

  async #load(position: number): Promise<void> {
    this.#stream?.close();
    this.#stream = undefined;
    const script = `{ ${skipTo(position)}; head -c ${WINDOW_BYTES}; } 2>/dev/null <${quote(this.#path)}`;
    const { status, output } = await this.#shell.run(script);
    if (status !== 0) throw new SftpError(STATUS.failure, 'The file cannot be read.');
    this.#kept = [output];
    this.#start = position;
    this.#end = position + output.length;
    this.#continues = output.length === WINDOW_BYTES;
  }
}
