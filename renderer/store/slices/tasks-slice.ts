import type { UsedPrices } from '../../../electron/contract/prices.ts';
import type { Task } from '../../../electron/contract/task.ts';
import { loadAll, type SetSlice, type SliceClient, type SliceStore } from './slice.ts';

export interface TasksSlice {
  /** The newest first; null until they are known. */
  tasks: readonly Task[] | null;
  /** Files of tasks that cannot be read. */
  unreadableTasks: readonly string[];
  /** The prices by which costs are worked out; null until they are known. */
  prices: UsedPrices | null;
  setTasks(listed: { tasks: readonly Task[]; unreadable: readonly string[]; prices: UsedPrices }): void;
}

export const createTasksSlice = (set: SetSlice<TasksSlice>): TasksSlice => ({
  tasks: null,
  unreadableTasks: [],
  prices: null,
  setTasks: ({ tasks, unreadable, prices }) => set(() => ({ tasks, unreadableTasks: unreadable, prices })),
});

export const selectTasks = ({ tasks }: TasksSlice): readonly Task[] | null => tasks;
export const selectPrices = ({ prices }: TasksSlice): UsedPrices | null => prices;
export const selectUnreadableTasks = ({ unreadableTasks }: TasksSlice): readonly string[] => unreadableTasks;

export async function loadTasks(client: SliceClient, store: SliceStore<TasksSlice>): Promise<void> {
  store.getState().setTasks(await client.call('task.list', {}));
}

export function followTasks(client: SliceClient, store: SliceStore<TasksSlice>): () => void {
  return client.on('tasks.changed', () => loadAll([() => loadTasks(client, store)]));
}
