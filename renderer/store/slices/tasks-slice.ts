import type { Task } from '../../../electron/contract/task.ts';
import { loadAll, type SetSlice, type SliceClient, type SliceStore } from './slice.ts';

export interface TasksSlice {
  /** The newest first; null until they are known. */
  tasks: readonly Task[] | null;
  /** Files of tasks that cannot be read. */
  unreadableTasks: readonly string[];
  setTasks(tasks: readonly Task[], unreadable: readonly string[]): void;
}

export const createTasksSlice = (set: SetSlice<TasksSlice>): TasksSlice => ({
  tasks: null,
  unreadableTasks: [],
  setTasks: (tasks, unreadableTasks) => set(() => ({ tasks, unreadableTasks })),
});

export const selectTasks = ({ tasks }: TasksSlice): readonly Task[] | null => tasks;
export const selectUnreadableTasks = ({ unreadableTasks }: TasksSlice): readonly string[] => unreadableTasks;

export async function loadTasks(client: SliceClient, store: SliceStore<TasksSlice>): Promise<void> {
  const { tasks, unreadable } = await client.call('task.list', {});
  store.getState().setTasks(tasks, unreadable);
}

export function followTasks(client: SliceClient, store: SliceStore<TasksSlice>): () => void {
  return client.on('tasks.changed', () => loadAll([() => loadTasks(client, store)]));
}
