import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Task } from '../../electron/contract/task.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { agentObjects, removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { writeTaskTypes } from '../harness/agents/task-types.ts';
import { personFolder } from '../harness/agents/workspace-folders.ts';
import { bulkhead } from '../harness/control/command-line.ts';
import { curl } from '../harness/control/curl.ts';
import { startMcp } from '../harness/control/mcp-client.ts';
import { dataFolder, startServe } from '../harness/control/serve.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
const engine = appEngine(scope);
const dataPath = dataFolder(scope);
const project = personFolder(scope);
const run = (...args: string[]) => bulkhead(scope, dataPath, args);
const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await run(...args, '--json')).out) as T;

beforeAll(async () => {
  writeTaskTypes(dataPath);
  writeFileSync(join(project, 'file.txt'), 'one\n');
  writeFileSync(join(project, 'prompt.md'), 'cat file.txt');
  await startServe(scope, dataPath);
});
afterAll(async () => {
  await removeAgentsAndGateway(engine);
  await scope.dispose();
});

it('hands over a task to agents that work one after the other, waits for its end, shows it, and discards it', async () => {
  expect((await run('settings', 'set', 'attempts-at-once', '1')).code).toBe(0);
  const options = ['--egress', 'off', '--memory', '64m', '--no-credentials'];
  const agents = ['--agent', 'script', '--agent', 'missing'];
  const prompt = ['--prompt-file', join(project, 'prompt.md')];
  const made = await run('task', 'create', project, ...prompt, ...agents, '--check', 'exit 3', ...options);
  expect(made, made.err).toMatchObject({ code: 0, out: expect.stringMatching(/^[a-f0-9]{12}\n$/) });
  const id = made.out.trim();

  const waited = await run('task', 'wait', id);
  expect(waited.code, waited.err).toBe(1);
  expect(waited.out).toContain('The check failed with exit code 3.');
  const [task] = await json<Task[]>('task', 'list');
  expect(task).toMatchObject({ id, title: 'cat file.txt', project, attempts: [{ checkExitCode: 3 }, {}] });
  const [first, second] = task?.attempts ?? [];
  expect(second?.begunAt).toBeGreaterThanOrEqual(first?.endedAt ?? Number.POSITIVE_INFINITY);
  expect((await run('task', 'log', id, '1')).out).toBe('one\n');
  expect(await run('task', 'log', id)).toMatchObject({
    code: 1,
    err: expect.stringContaining('Name one: 1, 2'),
  });
  expect((await run('task', 'show', 'cat file.txt')).out).toContain('“no-such-program” was not found');

  const attempt = `/v1/tasks/${id}/attempts/${first?.id}`;
  expect((await curl(dataPath, `http://localhost${attempt}/transcript`)).text).toBe('one\n');

  const discarded = await run('task', 'discard', id);
  expect(discarded.code, discarded.err).toBe(0);
  expect(await json<Task[]>('task', 'list')).toEqual([]);
  expect(await agentObjects(engine)).toEqual([]);
  expect((await run('task', 'show', id)).code).toBe(1);
});

it('lets a client of the MCP server hand over a task within its budget', async () => {
  const { call } = await startMcp(scope, dataPath, [
    '--client',
    'coder',
    '--max-agents',
    '2',
    '--root',
    project,
  ]);
  const task = { prompt: 'Do it', copyOf: project, memory: '64m', egress: 'off' };
  const three = await call('create_task', { ...task, agents: [{ type: 'echo', count: 3 }] });
  expect(three.text).toContain('may have 2 agents at a time');
  const made = await call('create_task', { ...task, agents: [{ type: 'echo', count: 2 }] });
  expect(made.facts, made.text).toMatchObject({ title: 'Do it', attempts: [{ number: 1 }, { number: 2 }] });
  // The one that waits for its turn counts as well.
  expect((await call('create_task', { ...task, agents: [{ type: 'echo' }] })).text).toContain('2 agents');
  expect((await run('task', 'wait', 'Do it')).code).toBe(0);
  const attempts = [{ state: 'done' }, { state: 'done' }];
  expect((await call('list_tasks', {})).facts).toMatchObject({ tasks: [{ title: 'Do it', attempts }] });
  expect((await run('task', 'discard', 'Do it')).code).toBe(0);
});
