import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeAtomically } from '../../../lib/atomic-write.ts';

const receivedSchema = z.object({ instance: z.string(), seq: z.number().int() });
/** Every decision of this gateway instance up to `seq` is on disk. */
export type Received = z.infer<typeof receivedSchema>;

/**
 * The last decision on disk, in a file of its own, because decisions are spread over the chains of many agents. A
 * missing or broken file only causes records to be sent again.
 */
export class ReceivedMark {
  readonly #path: string;
  #wanted: Received | undefined;
  #writing: Promise<void> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async read(): Promise<Received | undefined> {
    try {
      return receivedSchema.parse(JSON.parse(await readFile(this.#path, 'utf8')));
    } catch {
      return undefined;
    }
  }

  set(received: Received): void {
    this.#wanted = received;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  async flushed(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#wanted !== undefined) {
      const { instance, seq } = this.#wanted;
      this.#wanted = undefined;
      // A mark that is behind is updated with the next records.
      await writeAtomically(this.#path, JSON.stringify({ instance, seq })).catch(() => undefined);
    }
  }
}
