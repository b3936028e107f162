import { findAttempt, findTask } from '../../client/find-task.ts';
import { followStream } from '../../client/follow-stream.ts';
import { waitForTask } from '../../client/wait-for-task.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Attempt, Task } from '../../contract/task.ts';
import { systemClock } from '../../lib/clock.ts';
import { deadlineWithin } from '../../lib/deadline.ts';
import type { Context } from '../context.ts';
import { command, flag, many, one, optional, text } from '../definition.ts';
import { EXIT, TimeoutError, UsageError } from '../exit-code.ts';
import { parseDuration } from '../format.ts';
import type { Session } from '../session.ts';
import { ATTEMPT_TITLES, attemptRow, TASK_TITLES, taskRow } from '../task/task-rows.ts';
import { createTask } from './task-create.ts';

const TASK = 'Title of a task, or the beginning of its id';
const ATTEMPT = 'Number of an attempt, or its agent';

const hasEnded = ({ state }: Attempt) => state === 'done' || state === 'failed';

/** Resolves to the session and all tasks, once the states of attempts are known. */
async function openTasks({ session, signal, output }: Context): Promise<[Session, Task[]]> {
  const opened = await session();
  await opened.agents();
  const { tasks, unreadable } = await opened.client.call('task.list', {}, signal);
  for (const path of unreadable) output.note(`cannot be read: ${path}`);
  return [opened, tasks];
}

const listTasks = command({
  name: 'task list',
  summary: 'List the tasks',
  arguments: {},
  options: {},
  examples: [{ line: 'bulkhead task list', does: 'The newest first, with the states of their attempts' }],
  run: async (_, context) => {
    const [, tasks] = await openTasks(context);
    context.output.table(tasks, TASK_TITLES, tasks.map(taskRow));
    return 0;
  },
});

const showTask = command({
  name: 'task show',
  summary: 'Show the attempts of a task',
  details: ['With `--json` also its prompt and its check.'],
  arguments: { task: one(TASK) },
  options: {},
  examples: [{ line: 'bulkhead task show 3f2a', does: 'Each attempt with its agent, state and check' }],
  run: async ({ args }, context) => {
    const [, tasks] = await openTasks(context);
    printTask(context, findTask(tasks, args.task));
    return 0;
  },
});

const logTask = command({
  name: 'task log',
  summary: 'Print what an attempt prints, until it is over',
  details: [
    'From the newest 256 KiB on. With `--json` each line is an object with `text`, and with `skipped` where output is left out.',
  ],
  arguments: { task: one(TASK), attempt: optional(`${ATTEMPT}; the only one when left out`) },
  options: { check: flag('--check', 'The output of its check instead') },
  examples: [{ line: 'bulkhead task log 3f2a 1', does: 'The transcript of its first attempt' }],
  run: async ({ args, options }, context) => {
    const { output, signal } = context;
    const [{ client }, tasks] = await openTasks(context);
    const task = findTask(tasks, args.task);
    const attempt = findAttempt(task, args.attempt);
    const part = options.check ? ('check' as const) : ('program' as const);
    const input = { taskId: task.id, attemptId: attempt.id, part };
    const decoder = new TextDecoder();
    await followStream(client, 'task.transcript', input, signal, async ({ bytes, skipped }) => {
      const printed = decoder.decode(bytes, { stream: true });
      if (output.json) return output.value({ text: printed, skipped });
      if (skipped) output.note('(older output is not here)');
      await output.writeLines({ stdout: printed });
    });
    return signal.aborted ? EXIT.interrupted : 0;
  },
});

const stopTask = command({
  name: 'task stop',
  summary: 'End the programs of a task’s attempts; their agents stay',
  arguments: { task: one(TASK), attempt: optional(`${ATTEMPT}; all when left out`) },
  options: {},
  examples: [{ line: 'bulkhead task stop 3f2a 2', does: 'Ends its second attempt' }],
  run: async ({ args }, context) => {
    const [{ client }, tasks] = await openTasks(context);
    const task = findTask(tasks, args.task);
    const chosen = args.attempt === undefined ? task.attempts : [findAttempt(task, args.attempt)];
    const open = chosen.filter((attempt) => !hasEnded(attempt));
    for (const { id: attemptId } of open)
      await client.call('task.stop', { taskId: task.id, attemptId }, context.signal);
    const ids = new Set(open.map(({ id }) => id));
    const isOver = ({ attempts }: Task) => attempts.every((each) => !ids.has(each.id) || hasEnded(each));
    printTask(context, await waitForTask(client, task.id, isOver, context.signal));
    return 0;
  },
});

const discardTask = command({
  name: 'task discard',
  summary: 'Remove a task, or one attempt, with its agents and their copies',
  details: ['What was applied to the project stays there. Nothing else can be brought back.'],
  arguments: { task: one(TASK), attempt: optional(`${ATTEMPT}; all of the task when left out`) },
  options: { force: flag('-f, --force', 'Also while attempts are not over') },
  examples: [{ line: 'bulkhead task discard -f 3f2a', does: 'The task, its agents and their copies' }],
  run: async ({ args, options }, context) => {
    const [{ client }, tasks] = await openTasks(context);
    const task = findTask(tasks, args.task);
    const attempt = args.attempt === undefined ? undefined : findAttempt(task, args.attempt);
    const open = (attempt ? [attempt] : task.attempts).filter((each) => !hasEnded(each));
    if (open.length > 0 && !options.force)
      throw new AppFailure({
        type: 'conflict',
        message: `${open.length} of its attempts are not over. Stop them first, or add --force.`,
      });
    const input = { taskId: task.id, ...(attempt ? { attemptId: attempt.id } : {}) };
    await client.call('task.discard', input, context.signal);
    context.output.result(input, () => [attempt?.agentName ?? task.id]);
    return 0;
  },
});

const waitForTasks = command({
  name: 'task wait',
  summary: 'Wait until all attempts of tasks are over',
  details: [
    'Exits with 0 when all of them are done, with 1 when one failed, and with 5 when `--timeout` was over.',
  ],
  arguments: { task: one(TASK), more: many('Further tasks') },
  options: { timeout: text('--timeout <duration>', 'Wait no longer than so long, such as 30m') },
  examples: [{ line: 'bulkhead task wait 3f2a', does: 'Waits, and prints how each attempt ended' }],
  run: async ({ args, options }, context) => {
    const timeoutMs = options.timeout === undefined ? undefined : parseDuration(options.timeout);
    if (options.timeout !== undefined && !timeoutMs)
      throw new UsageError('--timeout is a duration such as 90s, 30m or 2h.');
    const [{ client }, tasks] = await openTasks(context);
    const chosen = [args.task, ...args.more].map((each) => findTask(tasks, each));
    const deadline =
      timeoutMs === undefined ? undefined : deadlineWithin(timeoutMs, context.signal, systemClock);
    const signal = deadline?.signal ?? context.signal;
    const isOver = ({ attempts }: Task) => attempts.every(hasEnded);
    try {
      const ended = await Promise.all(chosen.map(({ id }) => waitForTask(client, id, isOver, signal)));
      const attempts = ended.flatMap((task) => task.attempts);
      context.output.table(ended, ATTEMPT_TITLES, attempts.map(attemptRow(Date.now())));
      return attempts.every(({ state }) => state === 'done') ? 0 : EXIT.failure;
    } catch (error) {
      if (deadline?.signal.aborted && !context.signal.aborted)
        throw new TimeoutError(`Not all attempts were over after ${options.timeout}.`);
      throw error;
    } finally {
      deadline?.release();
    }
  },
});

function printTask({ output }: Context, task: Task): void {
  output.table(task, ATTEMPT_TITLES, task.attempts.map(attemptRow(Date.now())));
}

export const task = [createTask, listTasks, showTask, logTask, stopTask, discardTask, waitForTasks];
