import { expect, it } from 'vitest';
import type { Operation } from '../../electron/contract/operation.ts';
import { sampleShownAttempt, sampleTask } from '../../electron/contract/task.fixture.ts';
import { creationNews, taskOfCreation } from './task-creation.ts';

const operation = (number: number, status: Operation['status']): Operation => ({
  id: `operation-${number}`,
  kind: 'create',
  title: `Create agent fix-${number}`,
  agentId: `agent-${number}`,
  status,
  steps: [],
  startedAt: 1,
});
const task = sampleTask({
  title: 'Fix it',
  attempts: [1, 2, 3].map((number) => sampleShownAttempt(number, { state: 'queued' })),
});
const done = [operation(1, 'done'), operation(2, 'done')];
const nobody = new Set<string>();
const titleOf = (operations: Operation[], told: ReadonlySet<string> = nobody) =>
  creationNews(task, operations, told)?.title;

it('knows the task of a created agent', () => {
  expect(taskOfCreation(operation(2, 'done'), [task])).toBe(task);
  expect(taskOfCreation(operation(9, 'done'), [task])).toBeUndefined();
  expect(taskOfCreation({ ...operation(2, 'done'), kind: 'remove' }, [task])).toBeUndefined();
  expect(taskOfCreation(operation(2, 'done'), null)).toBeUndefined();
});

it('tells of all agents of a task at once, when the last one is there', () => {
  expect(titleOf([...done, operation(3, 'running')])).toBeUndefined();
  expect(titleOf([...done, operation(3, 'done'), operation(9, 'running')])).toBe(
    'Created 3 agents for “Fix it”',
  );
  expect(titleOf([operation(1, 'done')])).toBe('Created an agent for “Fix it”');
});

it('tells of failures, each once', () => {
  const one = [...done, operation(3, 'failed')];
  expect(titleOf(one)).toBe('Failed: Create agent fix-3');
  expect(titleOf(one, new Set(['operation-3']))).toBeUndefined();
  expect(titleOf([operation(1, 'failed'), operation(2, 'failed')])).toBe(
    '2 agents for “Fix it” could not be created',
  );
});

it('tells nothing of what a person cancelled, nor of agents that follow when others have ended', () => {
  expect(titleOf([operation(1, 'cancelled')])).toBeUndefined();
  expect(titleOf([...done, operation(3, 'done')], new Set(['operation-1', 'operation-2']))).toBeUndefined();
});
