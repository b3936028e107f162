import { once } from 'node:events';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { agentObjects, removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { bulkhead } from '../harness/control/command-line.ts';
import { dataFolder, ended, startProgram, startServe } from '../harness/control/serve.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';
import { BUSYBOX } from '../harness/engine/docker-endpoint.ts';

const whole = new Scope();
const engine = appEngine(whole);
let scope: Scope;
let dataPath: string;
beforeEach(() => {
  scope = new Scope();
  dataPath = dataFolder(scope);
});
afterEach(() => scope.dispose());
afterAll(async () => {
  await removeAgentsAndGateway(engine);
  await whole.dispose();
});

const run = (...args: string[]) => bulkhead(scope, dataPath, args);
const create = (name: string, script: string) =>
  run('create', '--name', name, '--image', BUSYBOX, '--egress', 'off', '--', 'sh', '-c', script);

it('creates, shows, stops and removes an agent without a host that runs', async () => {
  expect(await create('alone', 'echo out; echo err >&2; sleep 3600')).toMatchObject({
    code: 0,
    out: 'alone\n',
  });
  const listed = await run('ls', '--json');
  expect(JSON.parse(listed.out)).toMatchObject([{ name: 'alone', status: 'running' }]);
  expect(await run('logs', 'alone')).toEqual({ code: 0, out: 'out\n', err: 'err\n' });
  const inspected = JSON.parse((await run('inspect', 'alone')).out) as { agent: { id: string } };
  expect(inspected).toMatchObject({ posture: { tier: 'container' }, egress: { wanted: { mode: 'off' } } });
  expect((await run('stats', '--no-stream', inspected.agent.id.slice(0, 6))).out).toMatch(/alone +[\d.]+ /);
  const kept = await run('rm', 'alone');
  expect([kept.code, kept.err]).toEqual([
    1,
    'bulkhead: “alone” is running. Stop it first, or add --force.\n',
  ]);
  expect((await run('rm', '--force', '--workspace', 'alone')).code).toBe(0);
  expect(JSON.parse((await run('ls', '--json')).out)).toEqual([]);
});

it('acts through the host that runs', async () => {
  await startServe(scope, dataPath);
  await create('served', 'sleep 3600');
  expect((await run('stop', 'served')).out).toBe('served\n');
  expect((await run('start', 'served')).code).toBe(0);
  expect((await run('egress', 'allow', 'served', 'example.com')).code).toBe(0);
  expect((await run('egress', 'served')).out).toContain('allow example.com');
  expect((await run('snapshot', 'served', 'first')).code).toBe(0);
  expect((await run('snapshot', 'ls', 'served')).out).toContain('first');
  expect((await run('doctor')).code).toBe(0);
  await run('rm', '-f', '--workspace', 'served');
});

it.each(['the running host', 'a host of its own'])(
  'leaves nothing half-made when it is ended in the middle of a create, with %s',
  async (host) => {
    if (host === 'the running host') await startServe(scope, dataPath);
    const args = ['create', '--name', 'ended', '--image', BUSYBOX, '--egress', 'off', '--', 'sleep', '3600'];
    const creation = startProgram(scope, dataPath, args);
    const finished = ended(creation);
    await expect.poll(() => agentObjects(engine)).not.toEqual([]);
    creation.kill('SIGTERM');
    // Only a creation that had ended before the signal has left an agent, and that runs.
    const { code } = await finished;
    const agents = JSON.parse((await run('ls', '--json')).out) as { status: string }[];
    expect([code, agents.map(({ status }) => status)]).toEqual(code === 0 ? [0, ['running']] : [130, []]);
    await run('rm', '-f', '--workspace', 'ended');
    expect(await agentObjects(engine)).toEqual([]);
  },
);

it('follows a log until it is interrupted, and ends quietly when its reader goes', async () => {
  await startServe(scope, dataPath);
  await create('chatty', 'while true; do echo line; sleep 0.01; done');
  const follower = startProgram(scope, dataPath, ['logs', '-f', 'chatty']);
  await once(follower.stdout ?? follower, 'data');
  follower.kill('SIGINT');
  expect(await once(follower, 'exit')).toEqual([130, null]);

  const broken = startProgram(scope, dataPath, ['logs', '-f', 'chatty']);
  let err = '';
  broken.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  broken.stdout?.once('data', () => broken.stdout?.destroy());
  expect(await once(broken, 'exit')).toEqual([141, null]);
  expect(err).toBe('');
  await run('rm', '-f', '--workspace', 'chatty');
});

it('says why nothing happened, with the documented exit codes', async () => {
  expect(await run('rm', 'nobody')).toEqual({
    code: 1,
    out: '',
    err: 'bulkhead: There is no agent “nobody”.\n',
  });
  expect((await run('rm')).code).toBe(2);
  expect((await run('create', '--memory', 'much')).code).toBe(2);
  const unreachable = await bulkhead(scope, dataPath, ['ls'], { DOCKER_HOST: 'unix:///nonexistent.sock' });
  expect(unreachable.code).toBe(3);
  const refused = await run(
    'create',
    '--image',
    BUSYBOX,
    '--folder',
    '/',
    '--accept',
    'workspace.path',
    '--json',
  );
  expect(refused.code).toBe(4);
  expect(JSON.parse(refused.err)).toMatchObject({ error: { message: expect.any(String) } });
});
