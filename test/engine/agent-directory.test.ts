import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DirectoryChange } from '../../electron/engine/directory/directory.ts';
import type { LiveDirectory } from '../../electron/engine/directory/directory-live.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { containerName } from '../../electron/engine/objects/object-names.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  type AgentContainer,
  createAgentContainer,
  openDirectory,
  removeLabelled,
  startAgentContainer,
  untilDirectory,
} from '../harness/agents/agent-containers.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import { testEndpoint } from '../harness/engine/docker-endpoint.ts';
import { Doorway } from '../harness/engine/engine-doorway.ts';

const engine = createDockerEngine(testEndpoint());
afterAll(() => engine.close());

let scope: Scope;
let directory: LiveDirectory;
beforeEach(async () => {
  scope = new Scope();
  scope.add(() => removeLabelled(engine));
  ({ directory } = await openDirectory(scope));
});
afterEach(() => scope.dispose());

const known = (agentId: string) => directory.list().agents.find((agent) => agent.id === agentId);
const until = (agent: AgentContainer, status: string) =>
  untilDirectory(directory, () => known(agent.id)?.status === status);

describe('what somebody does with the docker command line', () => {
  it('shows: start, pause, unpause, stop, restart, rename, update, rm', async () => {
    const agent = await createAgentContainer(engine);
    await until(agent, 'stopped');
    const act = async (status: string, ...args: string[]) => {
      await docker(...args, agent.containerId);
      await until(agent, status);
    };
    await act('running', 'start');
    await act('paused', 'pause');
    await act('running', 'unpause');
    await act('stopped', 'stop');
    await act('running', 'restart');
    await docker('rename', agent.containerId, containerName('by-hand'));
    await untilDirectory(directory, () => known(agent.id)?.name === 'by-hand');
    await docker('update', '--memory', '128m', '--memory-swap', '128m', '--cpus', '0.5', agent.containerId);
    const updated = () => known(agent.id)?.limits.memoryBytes === 128 * 1024 * 1024;
    await untilDirectory(directory, updated);
    expect(known(agent.id)?.limits.cpus).toBe(0.5);
    expect(known(agent.id)?.spec).toMatchObject({ name: 'by-hand', resources: { cpus: 0.5 } });
    await docker('rm', '-f', agent.containerId);
    await untilDirectory(directory, () => !known(agent.id));
  });

  it('tells a kill, an exit code and a failed start apart', async () => {
    const killed = await startAgentContainer(engine);
    const failing = await startAgentContainer(engine, { command: ['sh', '-c', 'exit 3'] });
    const missing = await createAgentContainer(engine, {
      command: ['no-such-command'],
      // The init itself starts, and exits with 127.
      host: { Init: false },
    });
    await docker('kill', killed.containerId);
    await engine.startContainer(missing.containerId).catch(() => undefined);
    await until(killed, 'stopped');
    await until(failing, 'failed');
    // The engine reports no event for a failed start, so the caller reads the state.
    await directory.refresh(missing.id);
    await until(missing, 'failed');
    expect(known(killed.id)?.exit?.reason).toBe('Killed by SIGKILL.');
    expect(known(failing.id)?.exit).toMatchObject({ code: 3, oomKilled: false, reason: 'Exit code 3.' });
    expect(known(missing.id)?.exit?.reason).toMatch(/^Could not start: .*no-such-command/s);
  });
});

describe('the kernel out of memory', () => {
  const eat = 'x=a; while :; do x=$x$x; done';

  it('names it when the main process was killed', async () => {
    const agent = await startAgentContainer(engine, { command: ['sh', '-c', eat], host: { Init: false } });
    await until(agent, 'failed');
    expect(known(agent.id)?.exit).toMatchObject({
      code: 137,
      oomKilled: true,
      reason: 'Out of memory: killed by the kernel.',
    });
  });

  it('tells a killed child beside the exit', async () => {
    const agent = await startAgentContainer(engine, { command: ['sh', '-c', `sh -c '${eat}'; exit 0`] });
    await untilDirectory(directory, () => known(agent.id)?.exit?.oomKilled === true);
    expect(known(agent.id)).toMatchObject({ status: 'stopped', exit: { code: 0, oomKilled: true } });
  });

  it('tells a killed child of an agent that goes on, until its next run', async () => {
    const agent = await startAgentContainer(engine, { command: ['sh', '-c', `sh -c '${eat}'; sleep 300`] });
    await untilDirectory(directory, () => known(agent.id)?.troubles !== undefined);
    expect(known(agent.id)).toMatchObject({ status: 'running', troubles: ['out-of-memory'] });
    await docker('kill', agent.containerId);
    await until(agent, 'failed');
    expect(known(agent.id)?.troubles).toBeUndefined();
  });
});

describe('odd containers', () => {
  it('lists an agent whose spec label is nonsense', async () => {
    const agent = await startAgentContainer(engine, { specLabel: '{"version":1,"name":' });
    await until(agent, 'running');
    expect(known(agent.id)).toMatchObject({
      name: agent.name,
      spec: null,
      specProblem: 'unreadable spec',
    });
  });

  it('ignores containers without our label', async () => {
    const other = await docker('run', '-d', '--network', 'none', 'busybox:stable', 'sleep', '60');
    scope.add(() => docker('rm', '-f', other).then(() => undefined));
    const agent = await startAgentContainer(engine);
    await until(agent, 'running');
    expect(directory.list().agents.map(({ containerId }) => containerId)).toEqual([agent.containerId]);
  });

  it('takes the new one of two containers with one id', async () => {
    const old = await createAgentContainer(engine, { name: 'twin-old-twin', id: 'twin' });
    const fresh = await startAgentContainer(engine, { name: 'twin', id: 'twin' });
    await until(fresh, 'running');
    expect(known('twin')).toMatchObject({ name: 'twin', containerId: fresh.containerId });
    await docker('rm', '-f', fresh.containerId);
    await untilDirectory(directory, () => known('twin')?.containerId === old.containerId);
  });
});

it('numbers its changes without a gap, and changes nothing when nothing changed', async () => {
  const changes: DirectoryChange[] = [];
  scope.add(directory.onChange((change) => changes.push(change)));
  const agent = await startAgentContainer(engine);
  await until(agent, 'running');
  const before = directory.list().sequence;
  await directory.refresh(agent.id);
  expect(directory.list().sequence).toBe(before);
  await docker('pause', agent.containerId);
  await until(agent, 'paused');
  const first = changes[0]?.sequence ?? 0;
  expect(changes.map(({ sequence }) => sequence)).toEqual(changes.map((_, index) => first + index));
});

it('keeps agents as unreachable while the engine is gone, and reads anew when it is back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-directory-'));
  scope.add(() => rm(folder, { recursive: true }));
  const doorway = new Doorway(join(folder, 'docker.sock'), testEndpoint().url);
  scope.add(() => doorway.shut());
  await doorway.open();
  const staying = await startAgentContainer(engine);
  const leaving = await startAgentContainer(engine);
  const there = await openDirectory(scope, `unix://${doorway.path}`);
  const status = (id: string) => there.directory.list().agents.find((agent) => agent.id === id)?.status;
  await untilDirectory(
    there.directory,
    () => status(staying.id) === 'running' && status(leaving.id) === 'running',
  );
  await doorway.shut();
  await untilDirectory(there.directory, () => status(staying.id) === 'unreachable');
  expect(status(leaving.id)).toBe('unreachable');
  await docker('pause', staying.containerId);
  await docker('rm', '-f', leaving.containerId);
  await doorway.open();
  await untilDirectory(there.directory, () => status(staying.id) === 'paused');
  expect(status(leaving.id)).toBeUndefined();
});
