import { NO_TASK_PROGRAM } from '../../contract/task-program.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentTypes } from '../agent-types/agent-types.ts';
import type { RunMark } from '../objects/run-mark.ts';
import type { Broadcast, StreamHandlers } from '../rpc/handlers.ts';
import { AttemptKeeper, type AttemptKeeperOptions } from './attempt-keeper.ts';
import { broadcastTasks, createTaskHandlers } from './handlers.ts';
import { LiveProgress } from './live-progress.ts';
import { Records } from './records.ts';
import { TaskStore } from './task-store.ts';
import { Tasks, type TasksOptions } from './tasks.ts';
import { sendTranscript } from './transcript.ts';

/** Tasks: prompts that agents work on without a person. */
export function createTasks(
  deps: Omit<TasksOptions & AttemptKeeperOptions, 'records' | 'progress' | 'programOf'> & {
    types: Pick<AgentTypes, 'usable'>;
    dataPath: string;
    mark: RunMark;
    clock: Clock;
    logger: Logger;
  },
) {
  const logger = deps.logger.child('tasks');
  const scope = new Scope();
  const store = new TaskStore({ dataPath: deps.dataPath, logger });
  scope.add(() => store.dispose());
  const records = new Records({ store, logger });
  const progress = new LiveProgress(deps);
  scope.add(() => progress.dispose());
  const tasks = new Tasks({
    ...deps,
    records,
    progress,
    logger,
    programOf: async (type) => (await deps.types.usable(type))?.task ?? NO_TASK_PROGRAM,
  });
  const keeper = new AttemptKeeper({ ...deps, records, progress, logger });
  scope.add(() => keeper.dispose());
  const streams: Pick<StreamHandlers, 'task.transcript'> = {
    'task.transcript': async ({ taskId, attemptId, part }, sink) => {
      await records.ready();
      const { agentId } = records.attempt(taskId, attemptId);
      await sendTranscript(deps, { agentId, attemptId, part }, sink);
      return {};
    },
  };
  return {
    calls: createTaskHandlers(tasks),
    streams,
    broadcast: (broadcast: Broadcast) => broadcastTasks({ ...deps, records, progress }, broadcast),
    dispose: () => scope.dispose(),
  };
}
