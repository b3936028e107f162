import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../lib/atomic-write.ts';
import type { Logger } from '../../lib/logger.ts';
import { SerialQueue } from '../../lib/serial-queue.ts';
import { readOwnFile } from '../../settings/own-file.ts';
import { type TaskRecord, taskRecordSchema } from './task-record.ts';

const NAME = /^([a-f0-9]{12})\.json$/;

/** The tasks in the app's own folder: one file a task. A file that cannot be read is named, and never written to. */
export class TaskStore {
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #writes = new SerialQueue();

  constructor({ dataPath, logger }: { dataPath: string; logger: Logger }) {
    this.#folder = join(dataPath, 'tasks');
    this.#logger = logger;
  }

  async load(): Promise<{ tasks: TaskRecord[]; unreadable: string[] }> {
    const tasks: TaskRecord[] = [];
    const unreadable: string[] = [];
    for (const name of await this.#names()) {
      const path = join(this.#folder, name);
      const file = await readOwnFile(path);
      if (file.kind === 'none') continue;
      const task = file.kind === 'text' ? parseTask(file.text) : undefined;
      if (task && `${task.id}.json` === name) tasks.push(task);
      else {
        this.#logger.warn('a task cannot be read', { path });
        unreadable.push(path);
      }
    }
    return { tasks, unreadable };
  }

  /** Resolves when the task is on the disk. */
  async save(task: TaskRecord): Promise<void> {
    await this.#writes.run(async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeAtomically(this.#pathOf(task.id), JSON.stringify(task, null, 2));
    });
  }

  async forget(taskId: string): Promise<void> {
    await this.#writes.run(() => rm(this.#pathOf(taskId), { force: true }));
  }

  /** Resolves when all writes are over. */
  async dispose(): Promise<void> {
    await this.#writes.idle;
  }

  #pathOf(taskId: string): string {
    return join(this.#folder, `${taskId}.json`);
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => NAME.test(name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}

/** The task in a file of the store; undefined when it holds none. */
export function parseTask(text: string): TaskRecord | undefined {
  try {
    return taskRecordSchema.parse(JSON.parse(text));
  } catch {
    // The caller tells the person which file it is.
    return undefined;
  }
}
