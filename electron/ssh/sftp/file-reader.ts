import type { AgentPrograms } from '../agent-programs.ts';
import { FileStream, skipTo } from './file-stream.ts';
import type { FilePlace } from './open-files.ts';
import type { RemoteShell } from './remote-shell.ts';
import { SftpError, STATUS } from './sftp-error.ts';
import { quote } from './shell-text.ts';

/** What is read at once by the shell; what follows it in order comes as one stream. */
const WINDOW_BYTES = 256 * 1024;
/** Clients send many requests at once, and not quite in order. */
const KEPT_BYTES = 4 * 1024 * 1024;

/** Reads one open file. Calls follow one another. */
export class FileReader {
  readonly #place: FilePlace;
  readonly #shell: RemoteShell;
  readonly #programs: AgentPrograms;
  /** Successive parts of the file that were read last, from `#start` to `#end`. */
  #kept: Buffer[] = [];
  #start = 0;
  #end = 0;
  /** Whether the file goes on after `#end`. */
  #continues = false;
  #stream: FileStream | undefined;
  #hasLoaded = false;
  #isDetached = false;
  /** Where reads of what is kept began: a client that asks again wants what is there by now. */
  readonly #answered = new Set<number>();

  constructor(place: FilePlace, shell: RemoteShell, programs: AgentPrograms) {
    this.#place = place;
    this.#shell = shell;
    this.#programs = programs;
  }

  /** Resolves to `length` bytes from `offset`, to fewer at the end of the file, and to none after it. */
  async read(offset: number, length: number): Promise<Buffer> {
    if (this.#answered.has(offset) && !this.#isDetached) this.forget();
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
    this.#answered.add(offset);
    return Buffer.concat(parts);
  }

  /** Serves only what is kept or on its way, because what is there by the file's name now is another file. */
  detach(): void {
    this.#isDetached = true;
  }

  /** Reads from the file again what was read ahead. */
  forget(): void {
    this.close();
    this.#stream = undefined;
    this.#kept = [];
    this.#start = 0;
    this.#end = 0;
    this.#continues = false;
    this.#answered.clear();
  }

  close(): void {
    this.#stream?.close();
  }

  /** Some bytes from this position on; none at the end of the file. */
  async #keptFrom(position: number): Promise<Buffer> {
    if (position === this.#end && this.#continues && !this.#isDetached)
      this.#stream ??= new FileStream(this.#place.path, position, this.#programs);
    while (this.#stream && position >= this.#end && position - this.#end < KEPT_BYTES) {
      const chunk = await this.#stream.next();
      if (chunk) {
        this.#keep(chunk);
        continue;
      }
      this.#stream = undefined;
      this.#continues = false;
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
    for (const offset of this.#answered) if (offset < this.#start) this.#answered.delete(offset);
  }

  async #load(position: number): Promise<void> {
    if (this.#isDetached) {
      if (this.#hasLoaded && position >= this.#end && !this.#continues) return;
      throw new SftpError(STATUS.noSuchFile, 'The file was removed or replaced.');
    }
    this.forget();
    this.#hasLoaded = true;
    const script = `{ ${skipTo(position)}; head -c ${WINDOW_BYTES}; } 2>/dev/null <${quote(this.#place.path)}`;
    const { status, output } = await this.#shell.run(script);
    if (status !== 0) throw new SftpError(STATUS.failure, 'The file cannot be read.');
    this.#kept = [output];
    this.#start = position;
    this.#end = position + output.length;
    this.#continues = output.length === WINDOW_BYTES;
  }
}
