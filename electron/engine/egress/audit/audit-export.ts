import type { FileHandle } from 'node:fs/promises';
import type { Decision } from '../../../contract/egress.ts';
import { AppFailure } from '../../../contract/error.ts';
import { replaceFile } from '../../../lib/atomic-write.ts';
import { type AuditRecord, type ChainHead, chainLine, EMPTY_CHAIN } from './audit-chain.ts';

/** Writes an agent's decisions as a separate chain: see `exportChain`. */
export function exportAudit(options: {
  agentId: string;
  path: string;
  decisions: AsyncIterable<Decision>;
  now: number;
  signal: AbortSignal;
}): Promise<{ records: number }> {
  const { agentId, decisions, ...rest } = options;
  const records = mapEach(
    decisions,
    (decision): AuditRecord => ({ type: 'decision', instance: '', decision }),
  );
  return exportChain({ ...rest, agentId, records });
}

/**
 * Writes records as a separate chain, between an `export` and an `end` line, which the verifier checks like the audit
 * itself. The file gets its name only when it is complete. Rejects with `invalid-input` on the field `path` when it
 * cannot be written.
 */
export async function exportChain(options: {
  /** Absent for records that belong to no agent. */
  agentId?: string;
  path: string;
  records: AsyncIterable<AuditRecord>;
  now: number;
  signal: AbortSignal;
}): Promise<{ records: number }> {
  const { agentId, path, records: source, now, signal } = options;
  try {
    return await replaceFile(path, async (file) => {
      let records = 0;
      const chain = new ChainWriter(file);
      await chain.write({ type: 'export', at: now, ...(agentId === undefined ? {} : { agentId }) });
      for await (const record of source) {
        signal.throwIfAborted();
        await chain.write(record);
        records += 1;
      }
      await chain.write({ type: 'end', at: now });
      return { records };
    });
  } catch (error) {
    if (signal.aborted || !(error instanceof Error && 'code' in error)) throw error;
    throw new AppFailure({
      type: 'invalid-input',
      field: 'path',
      message: `The requests cannot be saved to ${path}. Choose another place.`,
      raw: error.message,
    });
  }
}

async function* mapEach<T, U>(source: AsyncIterable<T>, change: (item: T) => U): AsyncGenerator<U> {
  for await (const item of source) yield change(item);
}

class ChainWriter {
  readonly #file: FileHandle;
  #head: ChainHead = EMPTY_CHAIN;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async write(record: AuditRecord): Promise<void> {
    const { line, head } = chainLine(this.#head, record);
    await this.#file.write(line);
    this.#head = head;
  }
}
