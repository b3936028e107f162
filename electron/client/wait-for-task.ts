import type { Attempt, Task } from '../contract/task.ts';
import { unlessAborted } from '../lib/unless-aborted.ts';
import { findTask } from './find-task.ts';
import type { RpcClient } from './rpc-client.ts';

/** Resolves to the task once it is as wanted. Rejects with `not-found` when it was discarded, and when the signal aborts. */
export async function waitForTask(
  client: RpcClient,
  taskId: string,
  isAsWanted: (task: Task) => boolean,
  signal: AbortSignal,
): Promise<Task> {
  let changed: () => void = () => undefined;
  const unsubscribe = client.on('tasks.changed', () => changed());
  try {
    for (;;) {
      const change = new Promise<void>((resolve) => {
        changed = resolve;
      });
      const task = findTask((await client.call('task.list', {}, signal)).tasks, taskId);
      if (isAsWanted(task)) return task;
      await unlessAborted(change, signal);
    }
  } finally {
    unsubscribe();
  }
}

/** Resolves to the new task once each attempt works or is over, or waits in the queue. Rejects as `waitForTask` does. */
export function waitForTaskStart(client: RpcClient, taskId: string, signal: AbortSignal): Promise<Task> {
  return waitForTask(client, taskId, ({ attempts }) => attempts.every(isSettled), signal);
}

const isSettled = ({ state, waiting }: Attempt) => state !== 'queued' || waiting !== undefined;
