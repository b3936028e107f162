import { AppFailure } from '../../contract/error.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import type { AttemptRecord, TaskRecord } from './task-record.ts';
import type { TaskStore } from './task-store.ts';

/** All tasks in memory, as their files have them or will have them soon. Every change is written at once. */
export class Records {
  readonly changed = new Emitter<void>();
  readonly #store: TaskStore;
  readonly #logger: Logger;
  readonly #tasks = new Map<string, TaskRecord>();
  readonly #loaded: Promise<void>;
  #unreadable: string[] = [];

  constructor({ store, logger }: { store: TaskStore; logger: Logger }) {
    this.#store = store;
    this.#logger = logger;
    this.#loaded = this.#load();
  }

  /** Resolves when the tasks of earlier runs are loaded. */
  ready(): Promise<void> {
    return this.#loaded;
  }

  /** Files of tasks that cannot be read. */
  get unreadable(): string[] {
    return this.#unreadable;
  }

  all(): TaskRecord[] {
    return [...this.#tasks.values()];
  }

  /** Throws `not-found`. */
  task(taskId: string): TaskRecord {
    const task = this.#tasks.get(taskId);
    if (task) return task;
    throw new AppFailure({ type: 'not-found', message: 'This task no longer exists.' });
  }

  /** Throws `not-found`. */
  attempt(taskId: string, attemptId: string): AttemptRecord {
    const attempt = this.task(taskId).attempts.find(({ id }) => id === attemptId);
    if (attempt) return attempt;
    throw new AppFailure({ type: 'not-found', message: 'This attempt no longer exists.' });
  }

  /** Resolves when the task is on the disk; rejects when it cannot be written, and it is known to this run then. */
  async put(task: TaskRecord): Promise<void> {
    this.#tasks.set(task.id, task);
    this.changed.emit();
    await this.#store.save(task);
  }

  /** Changes an attempt; one that was discarded meanwhile stays so. */
  change(taskId: string, attemptId: string, change: (attempt: AttemptRecord) => AttemptRecord): void {
    this.#replace(taskId, (attempts) =>
      attempts.map((attempt) => (attempt.id === attemptId ? change(attempt) : attempt)),
    );
  }

  /** Changes a task as a whole; one that was discarded meanwhile stays so. */
  changeTask(taskId: string, change: (task: TaskRecord) => TaskRecord): void {
    const task = this.#tasks.get(taskId);
    if (!task) return;
    this.put(change(task)).catch((error: unknown) =>
      this.#logger.error('a task could not be written', { taskId, error }),
    );
  }

  drop(taskId: string, attemptId: string): void {
    this.#replace(taskId, (attempts) => attempts.filter(({ id }) => id !== attemptId));
  }

  async forget(taskId: string): Promise<void> {
    this.#tasks.delete(taskId);
    this.changed.emit();
    await this.#store.forget(taskId);
  }

  #replace(taskId: string, change: (attempts: AttemptRecord[]) => AttemptRecord[]): void {
    this.changeTask(taskId, (task) => ({ ...task, attempts: change(task.attempts) }));
  }

  async #load(): Promise<void> {
    try {
      const { tasks, unreadable } = await this.#store.load();
      for (const task of tasks) this.#tasks.set(task.id, task);
      this.#unreadable = unreadable;
    } catch (error) {
      this.#logger.error('the tasks could not be read', { error });
    }
    this.changed.emit();
  }
}
