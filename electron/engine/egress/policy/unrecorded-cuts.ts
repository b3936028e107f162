import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeAtomically } from '../../../lib/atomic-write.ts';
import { SerialQueue } from '../../../lib/serial-queue.ts';

const idsSchema = z.array(z.string());

/**
 * The agents that were cut off while the record on the engine is not written yet, in a file of this machine. An engine
 * that takes no record and loses the gateway must not restore the old mode after a restart of the app.
 */
export class UnrecordedCuts {
  readonly #path: string;
  #ids: Set<string> | undefined;
  readonly #queue = new SerialQueue();

  constructor(path: string) {
    this.#path = path;
  }

  all(): Promise<ReadonlySet<string>> {
    return this.#queue.run(() => this.#read());
  }

  add(agentId: string): Promise<void> {
    return this.#change((ids) => !ids.has(agentId) && ids.add(agentId) !== undefined);
  }

  remove(agentId: string): Promise<void> {
    return this.#change((ids) => ids.delete(agentId));
  }

  /** `change` returns whether there is something to write. */
  #change(change: (ids: Set<string>) => boolean): Promise<void> {
    return this.#queue.run(async () => {
      const ids = await this.#read();
      if (change(ids)) await writeAtomically(this.#path, JSON.stringify([...ids]));
    });
  }

  async #read(): Promise<Set<string>> {
    if (this.#ids) return this.#ids;
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '[]';
      throw error;
    });
    this.#ids = new Set(parsed(text));
    return this.#ids;
  }
}

/** Reads nothing from a file that another program has written, because this class replaces the file. */
function parsed(text: string): string[] {
  try {
    return idsSchema.parse(JSON.parse(text));
  } catch {
    return [];
  }
}
