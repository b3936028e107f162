import { appendFile, mkdir, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../../lib/atomic-write.ts';
import { type AuditRecord, type ChainHead, chainLine, EMPTY_CHAIN, readChainLine } from './audit-chain.ts';

export interface AuditLimits {
  fileBytes: number;
  files: number;
}

/** 128 MiB in all: about 250,000 decisions. */
export const AUDIT_LIMITS: AuditLimits = { fileBytes: 8 * 1024 * 1024, files: 16 };

const NAME = /^audit-(\d{6,})\.jsonl$/;
/** Tells how far the chain had come, so that lines cut off its end are missed. */
const HEAD_FILE = 'head.json';

/** The audit on disk: numbered files that together are one chain. One writer; calls must not overlap. */
export class AuditFiles {
  readonly #folder: string;
  readonly #limits: AuditLimits;
  #head: ChainHead = EMPTY_CHAIN;
  #number = 1;
  #bytes = 0;
  #isOpen = false;
  /** A write failed half-way: the file may hold more than `#bytes`. */
  #isTorn = false;
  /** Why the head file is behind the chain; it is written again with the next records. */
  #headProblem: unknown;

  constructor(folder: string, limits: AuditLimits = AUDIT_LIMITS) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /** Takes up the chain where it ended. A line that a crash left half written is cut off: it was never whole. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const [newest, ...older] = (await this.#numbers()).reverse();
    if (newest !== undefined) await this.#takeUp(newest, older);
    this.#isOpen = true;
  }

  async #takeUp(newest: number, older: readonly number[]): Promise<void> {
    const path = this.#pathOf(newest);
    const bytes = await readFile(path);
    const end = bytes.lastIndexOf(10) + 1;
    if (end < bytes.length) await truncate(path, end);
    let head = lastHead(bytes.subarray(0, end).toString());
    // A full disk can leave a file that was begun and holds nothing: the chain then ends in the one before.
    for (const number of older) {
      if (head) break;
      head = lastHead(await readFile(this.#pathOf(number), 'utf8'));
    }
    this.#number = newest;
    this.#bytes = end;
    this.#head = head ?? this.#head;
  }

  /**
   * All of `records`, or none: rejects with the file system's error and leaves the chain as it was. Opens the chain first
   * if that failed before: to begin another one would overwrite it.
   */
  async append(records: readonly AuditRecord[]): Promise<void> {
    if (!this.#isOpen) await this.open();
    const rotation = this.#bytes >= this.#limits.fileBytes ? await this.#planRotation() : undefined;
    const number = rotation?.number ?? this.#number;
    const start = rotation ? 0 : this.#bytes;
    let head = this.#head;
    let text = '';
    for (const record of [...(rotation?.dropped ?? []), ...records]) {
      const chained = chainLine(head, record);
      head = chained.head;
      text += chained.line;
    }
    await this.#appendAt(this.#pathOf(number), start, text);
    this.#number = number;
    this.#bytes = start + Buffer.byteLength(text);
    this.#head = head;
    // What goes is recorded by now. A file that cannot be removed goes with the next one.
    for (const path of rotation?.oldest ?? []) await rm(path, { force: true }).catch(() => undefined);
    await this.#writeHead();
  }

  /** Adds the text at that byte, in place of what a write that failed may have left there. */
  async #appendAt(path: string, start: number, text: string): Promise<void> {
    if (this.#isTorn) await cutOff(path, start);
    this.#isTorn = true;
    try {
      await appendFile(path, text, { mode: 0o600 });
    } catch (error) {
      await cutOff(path, start).then(
        () => {
          this.#isTorn = false;
        },
        () => undefined,
      );
      throw error;
    }
    this.#isTorn = false;
  }

  /** Why the newest records are not in the head file, if they are not. */
  get headProblem(): unknown {
    return this.#headProblem;
  }

  /** Every record of the newest `files` files that can be read, oldest first. */
  async *records(files = Number.POSITIVE_INFINITY): AsyncGenerator<AuditRecord> {
    for (const number of (await this.#numbers()).slice(-files)) {
      for (const line of (await readFile(this.#pathOf(number), 'utf8')).split('\n')) {
        const read = readChainLine(line);
        if (read) yield read.record;
      }
    }
  }

  /** The next file, the oldest ones beyond the limit, and a record of what goes with each of these. */
  async #planRotation(): Promise<{ number: number; oldest: string[]; dropped: AuditRecord[] }> {
    const numbers = await this.#numbers();
    const oldest = numbers
      .slice(0, Math.max(0, numbers.length - this.#limits.files + 1))
      .map((number) => this.#pathOf(number));
    const dropped: AuditRecord[] = [];
    for (const path of oldest) dropped.push(droppedRecord(await readFile(path, 'utf8')));
    return { number: this.#number + 1, oldest, dropped };
  }

  /** The records are written by now: a head that is behind is no reason to write them again. */
  async #writeHead(): Promise<void> {
    try {
      await writeAtomically(join(this.#folder, HEAD_FILE), JSON.stringify(this.#head));
      this.#headProblem = undefined;
    } catch (error) {
      this.#headProblem = error;
    }
  }

  async #numbers(): Promise<number[]> {
    const names = await readdir(this.#folder);
    const numbers = names.map((name) => Number(NAME.exec(name)?.[1])).filter((number) => number > 0);
    return numbers.sort((a, b) => a - b);
  }

  #pathOf(number: number): string {
    return join(this.#folder, `audit-${String(number).padStart(6, '0')}.jsonl`);
  }
}

async function cutOff(path: string, bytes: number): Promise<void> {
  try {
    await truncate(path, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** What a file held, by agent, for those who look for it later. */
function droppedRecord(text: string): AuditRecord {
  const lines = text.split('\n').filter((line) => line !== '');
  const agents = new Map<string, { decisions: number; from: number; to: number }>();
  for (const line of lines) {
    const record = readChainLine(line)?.record;
    if (record?.type !== 'decision') continue;
    const { agentId, time, count = 1 } = record.decision;
    const known = agents.get(agentId);
    agents.set(agentId, {
      decisions: (known?.decisions ?? 0) + count,
      from: Math.min(known?.from ?? time, time),
      to: Math.max(known?.to ?? time, time),
    });
  }
  return {
    type: 'rotated',
    first: headOf(lines[0] ?? '')?.n ?? -1,
    last: headOf(lines.at(-1) ?? '')?.n ?? -1,
    agents: [...agents].map(([agentId, held]) => ({ agentId, ...held })),
  };
}

function lastHead(text: string): ChainHead | undefined {
  return headOf(text.trimEnd().split('\n').at(-1) ?? '');
}

/** The place in the chain that a line claims, even if somebody changed the line: what follows stays linked to it. */
function headOf(line: string): ChainHead | undefined {
  const match = /^\{"hash":"([0-9a-f]{64})","prev":"[0-9a-f]{64}","n":(\d+),/.exec(line);
  return match?.[1] === undefined ? undefined : { hash: match[1], n: Number(match[2]) };
}
