import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import type { LiveDirectory } from '../../electron/engine/directory/directory-live.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { AgentLifecycle, type LifecycleAct } from '../../electron/engine/lifecycle/lifecycle.ts';
import type { Operations } from '../../electron/engine/operations/operations.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  type AgentContainer,
  createAgentContainer,
  openDirectory,
  removeLabelled,
  startAgentContainer,
  untilDirectory,
} from '../harness/agents/agent-containers.ts';
import { testEndpoint } from '../harness/engine/docker-endpoint.ts';

const engine = createDockerEngine(testEndpoint());
afterAll(() => engine.close());

let scope: Scope;
let directory: LiveDirectory;
let lifecycle: AgentLifecycle;
let operations: Operations;
beforeEach(async () => {
  scope = new Scope();
  scope.add(() => removeLabelled(engine));
  const opened = await openDirectory(scope);
  ({ directory, operations } = opened);
  lifecycle = new AgentLifecycle({
    engine: () => opened.connection.engine(),
    directory,
    activityOf: opened.activityOf,
  });
});
afterEach(() => scope.dispose());

const listed = async (agent: AgentContainer) => {
  await untilDirectory(directory, () => directory.list().agents.some(({ id }) => id === agent.id));
  return agent;
};
const act = (agent: AgentContainer, name: LifecycleAct) =>
  lifecycle.act(agent.id, name, AbortSignal.timeout(120_000));
const status = (agent: AgentContainer) => directory.get(agent.id).status;

it('shows the new state as soon as an act resolves, and takes repeated acts calmly', async () => {
  const agent = await listed(await createAgentContainer(engine));
  for (const [name, expected] of [
    ['start', 'running'],
    ['start', 'running'],
    ['pause', 'paused'],
    ['pause', 'paused'],
    ['resume', 'running'],
    ['resume', 'running'],
    ['restart', 'running'],
    ['stop', 'stopped'],
    ['stop', 'stopped'],
    ['restart', 'running'],
  ] as const) {
    await act(agent, name);
    expect([name, status(agent)]).toEqual([name, expected]);
  }
});

it('stops and restarts a paused agent by resuming it first', async () => {
  const agent = await listed(await startAgentContainer(engine));
  await act(agent, 'pause');
  await act(agent, 'stop');
  expect(status(agent)).toBe('stopped');
  await act(agent, 'start');
  await act(agent, 'pause');
  await act(agent, 'restart');
  expect(status(agent)).toBe('running');
});

it('refuses to pause what is stopped, and offers to start it', async () => {
  const agent = await listed(await createAgentContainer(engine));
  await expect(act(agent, 'pause')).rejects.toMatchObject({
    error: { type: 'not-running', actions: [{ kind: 'start-agent' }] },
  });
});

it('shows why a start failed', async () => {
  const agent = await listed(
    await createAgentContainer(engine, { command: ['no-such-command'], host: { Init: false } }),
  );
  await expect(act(agent, 'start')).rejects.toMatchObject({ error: { type: 'command-not-found' } });
  expect(directory.get(agent.id)).toMatchObject({ status: 'failed', exit: { error: expect.any(String) } });
});

it('renames, and refuses a name that is taken', async () => {
  const agent = await listed(await startAgentContainer(engine));
  const other = await listed(await startAgentContainer(engine));
  const rename = (name: string) => lifecycle.rename(agent.id, name, AbortSignal.timeout(120_000));
  await rename('renamed-1');
  await rename('renamed-1');
  expect(directory.get(agent.id).name).toBe('renamed-1');
  await expect(rename(other.name)).rejects.toMatchObject({ error: { type: 'name-taken', field: 'name' } });
});

it('says so when the container is gone, and drops it from the list', async () => {
  const agent = await listed(await startAgentContainer(engine));
  await engine.removeContainer(agent.containerId);
  await expect(act(agent, 'stop')).rejects.toMatchObject({ error: { type: 'not-found' } });
});

it('leaves an agent alone while the app works on it', async () => {
  const agent = await listed(await startAgentContainer(engine));
  let finish: () => void = () => undefined;
  const work = new Promise<void>((resolve) => {
    finish = resolve;
  });
  operations.start({
    kind: 'recreate',
    title: 'Recreate',
    agentId: agent.id,
    steps: [{ id: 'a', label: 'A', run: () => work }],
  });
  await expect(act(agent, 'stop')).rejects.toMatchObject({ error: { type: 'conflict' } });
  finish();
});
