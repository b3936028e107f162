import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { followStream } from '../../electron/client/follow-stream.ts';
import type { RpcClient } from '../../electron/client/rpc-client.ts';
import type { AttemptSpec, Task, TranscriptPart } from '../../electron/contract/task.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  agentObjects,
  busyboxSpec,
  inAgent,
  removeAgentsAndGateway,
} from '../harness/agents/provisioning.ts';
import type { TASK_TYPES } from '../harness/agents/task-types.ts';
import { writeTaskTypes } from '../harness/agents/task-types.ts';
import { openHost } from '../harness/agents/test-host.ts';
import { folderCopy, personFolder } from '../harness/agents/workspace-folders.ts';
import { connectTo, dataFolder, startServe } from '../harness/control/serve.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';

const whole = new Scope();
const engine = appEngine(whole);
let scope: Scope;
let dataPath: string;
let project: string;
beforeEach(() => {
  scope = new Scope();
  dataPath = dataFolder(scope);
  writeTaskTypes(dataPath);
  project = personFolder(scope);
  writeFileSync(join(project, 'file.txt'), 'one\n');
});
afterEach(async () => {
  await scope.dispose();
  await removeAgentsAndGateway(engine);
});
afterAll(() => whole.dispose());

function attempt(type: keyof typeof TASK_TYPES): AttemptSpec {
  const { name: _, purpose: __, ...spec } = busyboxSpec('x', { type, ...folderCopy(project) });
  return { ...spec, egress: { ...spec.egress, mode: 'off' } } as AttemptSpec;
}

/** Resolves once the only task is as it shall be. */
async function untilTask(client: RpcClient, isReached: (task: Task) => boolean): Promise<Task> {
  let changed: () => void = () => undefined;
  const off = client.on('tasks.changed', () => changed());
  try {
    for (;;) {
      const change = new Promise<void>((resolve) => {
        changed = resolve;
      });
      const [task] = (await client.call('task.list', {})).tasks;
      if (task && isReached(task)) return task;
      await change;
    }
  } finally {
    off();
  }
}

const isOver = ({ attempts }: Task) => attempts.every(({ state }) => state === 'done' || state === 'failed');
const works = ({ attempts }: Task) => attempts.every(({ state }) => state === 'working');
const states = ({ attempts }: Task) => attempts.map(({ state, reason }) => [state, reason]);

async function transcript(
  client: RpcClient,
  task: Task,
  number = 1,
  part: TranscriptPart = 'program',
  round?: number,
) {
  const attemptId = task.attempts.find((each) => each.number === number)?.id ?? '';
  const decoder = new TextDecoder();
  let text = '';
  const input = { taskId: task.id, attemptId, part, ...(round === undefined ? {} : { round }) };
  await followStream(client, 'task.transcript', input, AbortSignal.timeout(60_000), ({ bytes }) => {
    text += decoder.decode(bytes, { stream: true });
  });
  return text;
}

const agentName = (task: Task, number = 1) =>
  task.attempts.find((each) => each.number === number)?.agentName ?? '';

it('lets several agents work on copies, checks each, and keeps what they printed', async () => {
  const client = await openHost(scope, dataPath);
  const prompt = 'echo "out"; echo err >&2; echo two >>file.txt';
  const { taskId } = await client.call('task.create', {
    prompt,
    check: 'cat file.txt; test -e "$HOME" && grep -q two file.txt',
    attempts: [attempt('script'), attempt('echo')],
  });
  const task = await untilTask(client, isOver);
  expect(task).toMatchObject({ id: taskId, title: prompt, project, attempts: [{ checkExitCode: 0 }, {}] });
  expect(states(task)).toEqual([
    ['done', undefined],
    ['failed', 'The check failed with exit code 1.'],
  ]);
  expect(await transcript(client, task, 1)).toBe('out\nerr\n');
  expect(await transcript(client, task, 2)).toBe(`<${prompt}>`);
  expect(await transcript(client, task, 1, 'check')).toBe('one\ntwo\n');
  const [one] = task.attempts;
  const { agents } = await client.call('agent.list', {});
  expect(agents.find(({ id }) => id === one?.agentId)?.spec).toMatchObject({
    purpose: prompt,
    tags: ['echo-out-echo-err-2-echo-two'],
  });

  // What a stopped agent printed is in its home.
  await client.call('agent.stop', { agentId: one?.agentId ?? '' });
  expect(await transcript(client, task, 1)).toBe('out\nerr\n');
  expect(states(await untilTask(client, isOver))[0]).toEqual(['done', undefined]);

  await client.call('task.discard', { taskId });
  expect((await client.call('task.list', {})).tasks).toEqual([]);
  expect(readdirSync(join(dataPath, 'tasks'))).toEqual([]);
  expect(await agentObjects(engine)).toEqual([]);
});

const tool = { type: 'tool_use', id: 't', name: 'Bash', input: { command: 'npm test' } };
const counted = { input_tokens: 4, output_tokens: 1, cache_read_input_tokens: 2 };
const spent = { inputTokens: 4, outputTokens: 9, cacheReadInputTokens: 2, costUSD: 0.5 };
/** What Claude Code prints while it works, and at its end. */
const lines = [
  { type: 'system', subtype: 'init', session_id: 'ses-1', model: 'm-1' },
  { type: 'assistant', message: { id: '1', model: 'm-1', content: [tool], usage: counted } },
  { type: 'result', subtype: 'success', model_usage_since_last_result: { 'm-1': spent } },
].map((line) => JSON.stringify(line));

it('goes on while the app is killed, and runs nothing twice', async () => {
  const killed = await startServe(scope, dataPath);
  const before = await connectTo(scope, dataPath);
  const begins = `echo begun >>runs; echo '${lines.slice(0, 2).join("'; echo '")}'`;
  const prompt = `${begins}; while [ ! -e go ]; do sleep 0.1; done; cat runs; echo '${lines[2]}'`;
  await before.call('task.create', { prompt, attempts: [attempt('events')] });
  const usage = (output: number, costUsd?: number) => {
    const tokens = { input: 4, output, cacheRead: 2, cacheWrite: 0 };
    return [{ model: 'm-1', tokens, ...(costUsd === undefined ? {} : { costUsd }) }];
  };
  const task = await untilTask(before, (each) => works(each) && each.attempts[0]?.usage !== undefined);
  expect(task.attempts).toMatchObject([{ now: 'Bash npm test', session: 'ses-1', usage: usage(1) }]);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  await inAgent(agentName(task), 'until [ -s runs ]; do sleep 0.1; done; touch go');
  await startServe(scope, dataPath);
  const after = await connectTo(scope, dataPath);
  const ended = await untilTask(after, isOver);
  expect(states(ended)).toEqual([['done', undefined]]);
  expect(ended.attempts[0]?.begunAt).toBe(task.attempts[0]?.begunAt);
  expect(ended.attempts).toMatchObject([{ now: 'Bash npm test', session: 'ses-1', usage: usage(9, 0.5) }]);
  expect(await transcript(after, ended)).toBe(`${lines[0]}\n${lines[1]}\nbegun\n${lines[2]}\n`);
});

it('holds a task at its limit, until the person allows as much again', async () => {
  const client = await openHost(scope, dataPath);
  const answer = {
    id: '1',
    model: 'claude-sonnet-4-5',
    content: [],
    usage: { input_tokens: 1_000, output_tokens: 0 },
  };
  const prompt = `echo '${JSON.stringify({ type: 'assistant', message: answer })}'; until [ -e go ]; do sleep 0.1; done`;
  const limits = { tokens: 1_000 };
  const { taskId } = await client.call('task.create', { prompt, limits, attempts: [attempt('events')] });
  const held = await untilTask(client, (task) => task.held !== undefined);
  expect(held.held).toMatchObject({ kind: 'tokens', allowed: 1_000, used: 1_000 });
  expect(held.attempts[0]?.cost).toEqual({ usd: 0.003, unpriced: [] });
  const status = async () => (await client.call('agent.list', {})).agents[0]?.status;
  await expect.poll(status).toBe('paused');

  await client.call('task.goOn', { taskId });
  expect(await status()).toBe('running');
  await inAgent(agentName(held), 'touch go');
  const over = await untilTask(client, isOver);
  expect([over.held, states(over)]).toEqual([undefined, [['done', undefined]]]);
});

it('says why an attempt failed, and takes a stop for what it is', async () => {
  const client = await openHost(scope, dataPath);
  const attempts = [attempt('missing'), attempt('script'), attempt('script')];
  const { taskId } = await client.call('task.create', { prompt: 'sleep 1000', attempts });
  const [, two, three] = (
    await untilTask(
      client,
      (task) =>
        states(task)
          .map(([state]) => state)
          .join() === 'failed,working,working',
    )
  ).attempts;
  await client.call('task.stop', { taskId, attemptId: two?.id ?? '' });
  await client.call('agent.restart', { agentId: three?.agentId ?? '' });
  expect(states(await untilTask(client, isOver))).toEqual([
    ['failed', '“no-such-program” was not found in the agent (exit code 127).'],
    ['failed', 'You stopped it.'],
    ['failed', 'It was interrupted: its agent stopped, or its program was killed.'],
  ]);
  expect(await inAgent(two?.agentName ?? '', 'ps')).not.toContain('sleep 1000');
});

it('goes on in rounds with what it is sent, and returns to before one of them', async () => {
  const client = await openHost(scope, dataPath);
  const prompt = 'echo out; echo two >>file.txt';
  const check = 'cat file.txt; grep -q three file.txt';
  const { taskId } = await client.call('task.create', { prompt, check, attempts: [attempt('session')] });
  const { id: attemptId = '', agentId = '' } = (await untilTask(client, isOver)).attempts[0] ?? {};
  const goOn = async (wish: { message?: string; fixCheck?: boolean; snapshot?: boolean }) => {
    await client.call('task.followUp', { taskId, attemptId, ...wish });
    return await untilTask(client, isOver);
  };
  const rounds = (task: Task) => task.attempts[0]?.rounds.map(({ state, reason }) => [state, reason]);
  const sent = (task: Task) => inAgent(agentName(task), 'cat sent');

  const asked = await goOn({ fixCheck: true });
  expect(await sent(asked)).toContain('failed with exit code 1. Fix what it found');
  expect(await sent(asked)).toContain('```\none\ntwo\n```');
  await expect(goOn({ fixCheck: true })).rejects.toThrow('did not fail');

  await client.call('agent.stop', { agentId });
  const message = 'echo three >>file.txt; echo fixed';
  const fixed = await goOn({ message, snapshot: true });
  expect(rounds(fixed)?.map(([state]) => state)).toEqual(['failed', 'failed', 'done']);
  expect(await sent(fixed)).toBe(message);
  expect(await transcript(client, fixed)).toBe('fixed\n');
  expect(await transcript(client, fixed, 1, 'program', 1)).toBe('out\n');
  expect(await transcript(client, fixed, 1, 'check')).toBe('one\ntwo\nthree\n');

  await client.call('task.followUp', { taskId, attemptId, message: 'sleep 1000' });
  await untilTask(client, works);
  await expect(goOn({ message: 'echo' })).rejects.toThrow('still at work');
  await client.call('task.stop', { taskId, attemptId });
  const stopped = await untilTask(client, isOver);
  expect(rounds(stopped)?.[3]).toEqual(['failed', 'You stopped it.']);

  const snapshotId = stopped.attempts[0]?.rounds[2]?.snapshotId ?? '';
  const restored = new Promise((resolve) => {
    client.on('operation.changed', ({ finishedAt, status }) => finishedAt && resolve(status));
  });
  await client.call('snapshot.restore', { agentId, snapshotId, keepPresent: false });
  expect(await restored).toBe('done');
  expect(await inAgent(agentName(stopped), 'cat file.txt')).toBe('one\ntwo');
  expect(rounds(await goOn({ message }))?.[4]).toEqual(['done', undefined]);
});

it('knows that an agent was removed meanwhile, and leaves a broken file alone', async () => {
  const client = await openHost(scope, dataPath);
  const { taskId } = await client.call('task.create', {
    prompt: 'sleep 1000',
    attempts: [attempt('script')],
  });
  const task = await untilTask(client, works);
  const agentId = task.attempts[0]?.agentId ?? '';
  await client.call('agent.remove', { agentId, deleteWorkspace: true });
  expect(states(await untilTask(client, isOver))).toEqual([['failed', 'Its agent is not on this engine.']]);
  await client.call('task.discard', { taskId });

  const broken = join(dataPath, 'tasks', 'aaaaaaaaaaaa.json');
  writeFileSync(broken, '{"version":1');
  const later = new Scope();
  scope.add(() => later.dispose());
  const again = await openHost(later, dataPath);
  expect(await again.call('task.list', {})).toMatchObject({ tasks: [], unreadable: [broken] });
});

it('refuses what cannot be a prompt or a task, and makes nothing then', async () => {
  const client = await openHost(scope, dataPath);
  const create = (prompt: string, attempts = [attempt('echo')]) =>
    client.call('task.create', { prompt, attempts });
  await expect(create('  \n')).rejects.toThrow('Write what is to be done.');
  await expect(create('x'.repeat(1_000_000))).rejects.toThrow('at most 120 kB');
  const shell = { ...attempt('echo'), type: 'shell' };
  await expect(create('Fix it', [shell])).rejects.toThrow('no command that takes a prompt');
  const volume = { ...attempt('echo'), workspace: { kind: 'volume' as const } };
  await expect(create('Fix it', [volume])).rejects.toThrow('private copy');
  expect((await client.call('task.list', {})).tasks).toEqual([]);
  expect(await agentObjects(engine)).toEqual([]);

  const odd = `--help "quoted" 'too' $HOME \`x\`\nsecond line\n${'é'.repeat(59_000)}`;
  await create(odd);
  const task = await untilTask(client, isOver);
  expect(states(task)).toEqual([['done', undefined]]);
  expect(await transcript(client, task)).toBe(`< ${odd}>`);
});
