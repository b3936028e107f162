import { NO_TASK_PROGRAM } from '../../contract/task-program.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentTypes } from '../agent-types/agent-types.ts';
import type { SaveTokens } from '../files/save-tokens.ts';
import type { AgentLifecycle } from '../lifecycle/lifecycle.ts';
import type { RunMark } from '../objects/run-mark.ts';
import type { Broadcast, CallHandlers, StreamHandlers } from '../rpc/handlers.ts';
import { AttemptAgents, type AttemptAgentsOptions } from './attempt-agents.ts';
import { AttemptKeeper, type AttemptKeeperOptions } from './attempt-keeper.ts';
import { AttemptQueue, type AttemptQueueOptions } from './attempt-queue.ts';
import type { FollowUpOptions } from './follow-up.ts';
import { broadcastTasks, createTaskHandlers } from './handlers.ts';
import { LimitKeeper } from './limit-keeper.ts';
import { LiveProgress } from './live-progress.ts';
import { PricesInUse } from './price-list.ts';
import { addProgress } from './progress.ts';
import { Records } from './records.ts';
import { printedIn } from './rounds.ts';
import { nothingPrinted, saveTranscript } from './save-transcript.ts';
import { TaskStore } from './task-store.ts';
import { Tasks, type TasksOptions } from './tasks.ts';
import { readCheckOutput, sendTranscript } from './transcript.ts';

/** Tasks: prompts that agents work on without a person. */
export function createTasks(
  deps: Omit<
    TasksOptions & AttemptAgentsOptions & AttemptQueueOptions & AttemptKeeperOptions,
    'records' | 'progress' | 'prices' | 'programOf' | 'agents' | 'queue' | 'stopAgent'
  > & {
    types: Pick<AgentTypes, 'usable'>;
    lifecycle: Pick<AgentLifecycle, 'act'>;
    snapshots: FollowUpOptions['snapshots'];
    dataPath: string;
    assetsPath: string;
    mark: RunMark;
    saveTokens: SaveTokens;
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
  const prices = new PricesInUse({ ...deps, logger });
  const agents = new AttemptAgents({ ...deps, records });
  const queue = new AttemptQueue({
    ...deps,
    agents,
    stopAgent: (agentId, signal) => deps.lifecycle.act(agentId, 'stop', signal),
    records,
    logger,
  });
  scope.add(() => queue.dispose());
  const tasks = new Tasks({
    ...deps,
    agents,
    queue,
    records,
    progress,
    prices,
    logger,
    programOf: async (type) => (await deps.types.usable(type))?.task ?? NO_TASK_PROGRAM,
  });
  const keeper = new AttemptKeeper({ ...deps, records, progress, logger });
  scope.add(() => keeper.dispose());
  const limits = new LimitKeeper({
    ...deps,
    records,
    progress,
    prices: () => prices.list,
    usageOf: ({ id, progress: said }) => addProgress(said ?? {}, progress.of(id)).usage ?? [],
    logger,
  });
  scope.add(() => limits.dispose());
  const streams: Pick<StreamHandlers, 'task.transcript'> = {
    'task.transcript': async (which, sink) => {
      await records.ready();
      const printed = printedIn(records.attempt(which.taskId, which.attemptId), which);
      if (printed) await sendTranscript(deps, printed, sink);
      return {};
    },
  };
  return {
    calls: {
      ...createTaskHandlers(
        tasks,
        {
          ...deps,
          records,
          start: (agentId, signal) => deps.lifecycle.act(agentId, 'start', signal),
          readCheck: (round, mostBytes, signal) => readCheckOutput(deps, round, mostBytes, signal),
        },
        limits,
      ),
      'task.save-transcript': async ({ place, ...which }, signal) => {
        await records.ready();
        const attempt = records.attempt(which.taskId, which.attemptId);
        const printed = printedIn(attempt, which);
        if (!printed) throw nothingPrinted();
        const path = await deps.saveTokens.take(place, signal);
        await saveTranscript(deps, { ...printed, output: attempt.output }, path, signal);
        return { path };
      },
    } satisfies Partial<CallHandlers>,
    streams,
    broadcast: (broadcast: Broadcast) => broadcastTasks({ ...deps, records, progress }, broadcast),
    dispose: () => scope.dispose(),
  };
}
