import type { AgentDirectory } from '../directory/directory.ts';
import type { Operations } from '../operations/operations.ts';
import { stopEach } from '../rpc/area.ts';
import type { Broadcast, CallHandlers } from '../rpc/handlers.ts';
import { type FollowUpOptions, followUp } from './follow-up.ts';
import type { LimitKeeper } from './limit-keeper.ts';
import type { LiveProgress } from './live-progress.ts';
import type { Records } from './records.ts';
import type { Tasks } from './tasks.ts';

type TaskHandlers = Pick<
  CallHandlers,
  'task.list' | 'task.create' | 'task.stop' | 'task.followUp' | 'task.goOn' | 'task.discard'
>;

export function createTaskHandlers(
  tasks: Tasks,
  followUps: FollowUpOptions,
  limits: Pick<LimitKeeper, 'goOn'>,
): TaskHandlers {
  return {
    'task.list': () => tasks.list(),
    'task.create': async (request, signal) => ({ taskId: await tasks.create(request, signal) }),
    'task.stop': async ({ taskId, attemptId }) => {
      await tasks.stop(taskId, attemptId);
      return {};
    },
    'task.followUp': async (input, signal) => {
      await followUp(followUps, input, signal);
      return {};
    },
    'task.goOn': async ({ taskId }, signal) => {
      await limits.goOn(taskId, signal);
      return {};
    },
    'task.discard': async ({ taskId, attemptId }) => {
      await tasks.discard(taskId, attemptId);
      return {};
    },
  };
}

/** What is shown of an attempt depends on its record, what it prints, its agent and the operations on that. */
export function broadcastTasks(
  deps: { records: Records; progress: LiveProgress; directory: AgentDirectory; operations: Operations },
  broadcast: Broadcast,
): () => void {
  const changed = () => broadcast('tasks.changed', {});
  const ofAttempt = (agentIds: readonly string[]) =>
    deps.records.all().some(({ attempts }) => attempts.some(({ agentId }) => agentIds.includes(agentId)));
  return stopEach(
    deps.records.changed.on(changed),
    deps.progress.changed.on(changed),
    deps.directory.onChange(({ upserted, removed, sequence }) => {
      if (sequence === 1 || ofAttempt([...removed, ...upserted.map(({ id }) => id)])) changed();
    }),
    deps.operations.onChange(({ agentId, finishedAt }) => {
      if (agentId && finishedAt !== undefined && ofAttempt([agentId])) changed();
    }),
  );
}
