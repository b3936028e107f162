import {
  appendFile,
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
} from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../../lib/atomic-write.ts';
import type { Clock } from '../../../lib/clock.ts';
import { SerialQueue } from '../../../lib/serial-queue.ts';
import {
  type AuditRecord,
  type ChainHead,
  chainLine,
  EMPTY_CHAIN,
  headOf,
  readChainLine,
} from './audit-chain.ts';
import { rotatedRecord } from './rotated-record.ts';

const NAME = /^audit-(\d{6,})\.jsonl$/;
/** Records the end of the chain, so that the loss of lines at its end is noticed. */
const HEAD_FILE = 'head.json';

interface ChainFile {
  readonly number: number;
  bytes: number;
}

/** One chain on disk: numbered files in a folder of its own. Changes run one after the other. */
export class ChainFiles {
  readonly #folder: string;
  readonly #fileBytes: number;
  #files: ChainFile[] = [];
  #writtenAt = 0;
  /** Undefined until the first change has read where the chain ended. */
  #head: ChainHead | undefined;
  /** Why the head file is behind the chain; it is written again with the next records. */
  #headProblem: unknown;
  /** Whether a write was interrupted, so that the newest file may hold more than is counted. */
  #isTorn = false;
  readonly #queue = new SerialQueue();
  #opened: Promise<void> | undefined;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(options: { folder: string; fileBytes: number; clock: Pick<Clock, 'now'> }) {
    this.#folder = options.folder;
    this.#fileBytes = options.fileBytes;
    this.#clock = options.clock;
  }

  /** Lists the existing files. A missing folder is created with the first record. */
  open(): Promise<void> {
    this.#opened ??= this.#find().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /** Bytes of each file, the oldest first. */
  get sizes(): number[] {
    return this.#files.map(({ bytes }) => bytes);
  }

  /** Epoch ms; 0 when there is nothing. */
  get writtenAt(): number {
    return this.#writtenAt;
  }

  /** Why the newest records are not in the head file, if they are not. */
  get headProblem(): unknown {
    return this.#headProblem;
  }

  /** Appends all of `records`, or none: rejects with the file system's error and leaves the chain unchanged. */
  append(records: readonly AuditRecord[]): Promise<void> {
    return this.#serialize(async () => {
      await this.#resume();
      const newest = this.#files.at(-1);
      const isFull = newest === undefined || newest.bytes >= this.#fileBytes;
      await this.#write(records, isFull ? { number: (newest?.number ?? 0) + 1, bytes: 0 } : newest);
    });
  }

  /** Removes the oldest files, after the chain has recorded their content. */
  drop(count: number): Promise<void> {
    return this.#serialize(async () => {
      const dropped = this.#files.slice(0, count);
      const last = dropped.at(-1);
      if (last === undefined) return;
      await this.#resume();
      const records: AuditRecord[] = [];
      for (const { number } of dropped)
        records.push(rotatedRecord(await readFile(this.#pathOf(number), 'utf8')));
      const newest = this.#files.at(-1) ?? last;
      await this.#write(records, newest === last ? { number: last.number + 1, bytes: 0 } : newest);
      // A file that cannot be removed is listed again, and removed, at the next start.
      for (const { number } of dropped)
        await rm(this.#pathOf(number), { force: true }).catch(() => undefined);
      this.#files = this.#files.filter((file) => !dropped.includes(file));
    });
  }

  /** A record of the content of each file. */
  async summary(): Promise<AuditRecord[]> {
    const texts = await Promise.all(this.#files.map(({ number }) => readEnd(this.#pathOf(number))));
    return texts.map(rotatedRecord);
  }

  /** Removes the whole chain. */
  remove(): Promise<void> {
    return this.#serialize(async () => {
      await rm(this.#folder, { recursive: true, force: true });
      this.#files = [];
      this.#head = undefined;
    });
  }

  /** Every readable record, oldest first, or those of the last `lastBytes` bytes. */
  async *records(lastBytes = Number.POSITIVE_INFINITY): AsyncGenerator<AuditRecord> {
    await this.open();
    let remaining = lastBytes;
    const parts: { number: number; bytes: number }[] = [];
    for (const { number, bytes } of [...this.#files].reverse()) {
      if (remaining <= 0) break;
      parts.unshift({ number, bytes: remaining });
      remaining -= bytes;
    }
    for (const { number, bytes } of parts) {
      for (const line of (await readEnd(this.#pathOf(number), bytes)).split('\n')) {
        const read = readChainLine(line);
        if (read) yield read.record;
      }
    }
  }

  async #find(): Promise<void> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const numbers = names.map((name) => Number(NAME.exec(name)?.[1])).filter((number) => number > 0);
    this.#files = [];
    for (const number of numbers.sort((a, b) => a - b)) {
      const { size, mtimeMs } = await stat(this.#pathOf(number));
      this.#files.push({ number, bytes: size });
      this.#writtenAt = Math.max(this.#writtenAt, mtimeMs);
    }
  }

  #serialize<T>(change: () => Promise<T>): Promise<T> {
    return this.#queue.run(async () => {
      await this.open();
      return await change();
    });
  }

  async #write(records: readonly AuditRecord[], file: ChainFile): Promise<void> {
    let head = this.#head ?? EMPTY_CHAIN;
    let text = '';
    for (const record of records) {
      const chained = chainLine(head, record);
      head = chained.head;
      text += chained.line;
    }
    await this.#appendAt(this.#pathOf(file.number), file.bytes, text);
    if (!this.#files.includes(file)) this.#files.push(file);
    file.bytes += Buffer.byteLength(text);
    this.#writtenAt = this.#clock.now();
    this.#head = head;
    await this.#writeHead(head);
  }

  /** Writes the text at that byte offset, over the remains of an interrupted write. */
  async #appendAt(path: string, start: number, text: string): Promise<void> {
    if (this.#isTorn) await truncateFile(path, start);
    this.#isTorn = true;
    try {
      await appendFile(path, text, { mode: 0o600 });
    } catch (error) {
      await truncateFile(path, start).then(
        () => {
          this.#isTorn = false;
        },
        () => undefined,
      );
      throw error;
    }
    this.#isTorn = false;
  }

  /** Continues the chain where it ended. A line that a crash interrupted is cut off, because it was never complete. */
  async #resume(): Promise<void> {
    if (this.#head !== undefined) return;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const newest = this.#files.at(-1);
    let head: ChainHead | undefined;
    // A full disk can leave an empty new file: the chain then ends in the previous one.
    for (const file of [...this.#files].reverse()) {
      const bytes = await readFile(this.#pathOf(file.number));
      const end = bytes.lastIndexOf(10) + 1;
      if (file === newest && end < bytes.length) {
        await truncate(this.#pathOf(file.number), end);
        file.bytes = end;
      }
      const last = bytes.lastIndexOf(10, end - 2) + 1;
      head = end === 0 ? undefined : headOf(bytes.toString('utf8', last, end - 1));
      if (head !== undefined) break;
    }
    this.#head = head ?? EMPTY_CHAIN;
  }

  /** The records are already written, so a failure of the head must not cause them to be written again. */
  async #writeHead(head: ChainHead): Promise<void> {
    try {
      await writeAtomically(join(this.#folder, HEAD_FILE), JSON.stringify(head));
      this.#headProblem = undefined;
    } catch (error) {
      this.#headProblem = error;
    }
  }

  #pathOf(number: number): string {
    return join(this.#folder, `audit-${String(number).padStart(6, '0')}.jsonl`);
  }
}

async function truncateFile(path: string, bytes: number): Promise<void> {
  try {
    await truncate(path, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Returns nothing for a missing file, because it may be dropped while others are read. */
async function readEnd(path: string, lastBytes = Number.POSITIVE_INFINITY): Promise<string> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
  try {
    const { size } = await file.stat();
    const length = Math.min(size, lastBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
