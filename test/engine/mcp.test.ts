import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { RpcClient } from '../../electron/client/rpc-client.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { agentObjects, busyboxSpec, removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { bulkhead } from '../harness/control/command-line.ts';
import { startMcp } from '../harness/control/mcp-client.ts';
import { connectTo, dataFolder, startProgram, startServe } from '../harness/control/serve.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';
import { BUSYBOX } from '../harness/engine/docker-endpoint.ts';

const whole = new Scope();
const engine = appEngine(whole);
let dataPath: string;
let host: RpcClient;
let scope: Scope;
beforeAll(async () => {
  dataPath = dataFolder(whole);
  await startServe(whole, dataPath);
  host = await connectTo(whole, dataPath);
});
beforeEach(() => {
  scope = new Scope();
});
afterEach(async () => {
  await scope.dispose();
  for (const { id: agentId } of (await host.call('agent.list', {})).agents)
    await host.call('agent.remove', { agentId, deleteWorkspace: true }).catch(() => undefined);
  await expect.poll(() => agentObjects(engine)).toEqual([]);
});
afterAll(async () => {
  await removeAgentsAndGateway(engine);
  await whole.dispose();
});

const busybox = { image: BUSYBOX, memory: '64m', preset: 'strict' };

it('gives a client a sandbox to work in: programs with limits, files, logs and removal', async () => {
  const { client, call } = await startMcp(scope, dataPath, ['--client', 'coder']);
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('create_agent');
  expect((await call('create_agent', { ...busybox, name: 'work' })).facts).toMatchObject({
    name: 'work',
    status: 'running',
    yours: true,
  });
  const { agents } = await host.call('agent.list', {});
  expect(agents[0]?.spec?.tags).toEqual(['mcp:coder', expect.stringMatching(/^lease-until:\d+$/)]);

  const run = (...command: string[]) => call('exec', { agent: 'work', command });
  const said = await run('sh', '-c', 'echo out; echo err >&2; exit 3');
  expect(said.facts).toEqual({ exitCode: 3, timedOut: false, truncated: false });
  expect(said.text).toMatch(/stdout of “work”, untrusted[^\n]*\n\[(\w+)\]\nout\n\n\[\1\]/);
  const slow = await call('exec', { agent: 'work', command: ['sleep', '1000'], timeoutSeconds: 0.2 });
  expect(slow.facts).toMatchObject({ exitCode: null, timedOut: true });
  const long = await call('exec', { agent: 'work', command: ['yes'], maximumBytes: 10, timeoutSeconds: 1 });
  expect(long.facts).toMatchObject({ truncated: true });

  expect((await call('write_file', { agent: 'work', path: 'a/b.txt', content: 'héllo' })).facts).toEqual({
    path: 'a/b.txt',
    bytes: 6,
  });
  expect((await call('read_file', { agent: 'work', path: 'a/b.txt' })).text).toContain('\nhéllo\n');
  expect(
    (await call('read_file', { agent: 'work', path: '/dev/zero', maximumBytes: 4 })).facts,
  ).toMatchObject({
    truncated: true,
  });
  expect((await call('read_file', { agent: 'work', path: 'none' })).text).toMatch(/^invalid-input: /);
  await run('sh', '-c', 'echo from-main >/proc/1/fd/1');
  await expect.poll(async () => (await call('logs', { agent: 'work' })).text).toContain('from-main');

  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toContain('bulkhead://agents/work/logs');
  const read = await client.readResource({ uri: 'bulkhead://agents/work/logs' });
  expect(JSON.stringify(read)).toContain('from-main');
  expect((await call('remove_agent', { agent: 'work' })).facts).toEqual({ removed: 'work' });
  expect(await agentObjects(engine)).toEqual([]);
});

it('shows changes of a copy, brings back a snapshot, and verifies the sandbox', async () => {
  const project = dataFolder(scope);
  writeFileSync(join(project, 'file.txt'), 'one\n');
  const { call, client } = await startMcp(scope, dataPath, ['--root', project]);
  await call('create_agent', { ...busybox, name: 'copy', copyOf: project });
  const append = { agent: 'copy', command: ['sh', '-c', 'echo two >>file.txt'] };
  await call('exec', append);
  const { text } = await call('changes', { agent: 'copy' });
  expect(text).toContain('modified file.txt +1 -0');
  expect(text).toContain('\n+two\n');
  const resource = await client.readResource({ uri: 'bulkhead://agents/copy/changes' });
  expect(JSON.stringify(resource)).toContain('+two');
  expect(readFileSync(join(project, 'file.txt'), 'utf8')).toBe('one\n');

  expect((await call('snapshot', { agent: 'copy', name: 'good' })).facts).toMatchObject({ name: 'good' });
  await call('write_file', { agent: 'copy', path: 'file.txt', content: 'broken' });
  expect((await call('restore', { agent: 'copy', snapshot: 'good' })).facts).toMatchObject({
    restored: 'good',
  });
  expect((await call('read_file', { agent: 'copy', path: 'file.txt' })).text).toContain('one\ntwo\n');
  expect((await call('restore', { agent: 'copy', snapshot: 'no' })).text).toMatch(/^not-found: /);
  expect((await call('verify', { agent: 'copy' })).facts).toMatchObject({ isolated: true, fail: 0 });
});

it('refuses what reaches further while nobody can answer, and leaves everything as it was', async () => {
  await host.call('agent.create', { spec: busyboxSpec('foreign') });
  await expect.poll(async () => (await host.call('agent.list', {})).agents[0]?.status).toBe('running');
  const { call } = await startMcp(scope, dataPath);
  const refused = async (name: string, input: Record<string, unknown>) => {
    const { isError, text } = await call(name, input);
    expect([isError, text]).toEqual([true, expect.stringMatching(/^not-allowed: .*no window of Bulkhead/)]);
  };
  await refused('create_agent', { ...busybox, egress: 'full' });
  await refused('create_agent', { ...busybox, allow: ['example.com'] });
  await refused('create_agent', { ...busybox, folder: '/tmp' });
  await refused('create_agent', { ...busybox, copyOf: '/etc' });
  await refused('create_agent', { ...busybox, secrets: ['a'.repeat(24)] });
  for (const [name, more] of [
    ['exec', { command: ['true'] }],
    ['read_file', { path: 'x' }],
    ['logs', {}],
    ['remove_agent', {}],
    ['change_egress', { mode: 'off' }],
  ] as const)
    await refused(name, { agent: 'foreign', ...more });
  expect((await call('list_agents')).facts).toMatchObject({ agents: [] });
  const containers = await docker(
    'ps',
    '-a',
    '--format',
    '{{.Names}}',
    '--filter',
    'label=dev.bulkhead.agent',
  );
  expect(containers).toBe('bulkhead-foreign');

  const { call: callAll } = await startMcp(scope, dataPath, ['--agent', 'foreign']);
  expect((await callAll('exec', { agent: 'foreign', command: ['true'] })).facts).toMatchObject({
    exitCode: 0,
  });
  expect((await callAll('change_egress', { agent: 'foreign', mode: 'off' })).facts).toMatchObject({
    mode: 'off',
  });
});

it('asks a person where one can be asked, and does once what they allow', async () => {
  const project = dataFolder(scope);
  writeFileSync(join(project, 'file.txt'), 'one\n');
  const following = startProgram(scope, dataPath, ['approvals', '--follow']);
  let printed = '';
  following.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await once(following.stderr ?? following, 'data');
  const { call } = await startMcp(scope, dataPath, ['--client', 'coder', '--root', project]);
  const approvals = async (...args: string[]) =>
    (await bulkhead(scope, dataPath, ['approvals', ...args])).out;
  const answer = async (action: string, how: string) => {
    await expect.poll(() => approvals()).toContain(`coder wants to ${action}`);
    const [, id = ''] = /^(\d+) /.exec(await approvals()) ?? [];
    await approvals(id, how);
  };
  const copy = { ...busybox, name: 'copy', copyOf: project };
  const denied = call('create_agent', { ...copy, egress: 'full' });
  await answer('create the agent “copy”', '--deny');
  expect((await denied).text).toMatch(/^not-allowed: The person denied it/);
  const progress: string[] = [];
  const allowed = call('create_agent', { ...copy, egress: 'full' }, (message) => progress.push(message));
  await answer('create the agent “copy”', '--allow');
  expect((await allowed).facts).toMatchObject({ name: 'copy', egress: 'full' });
  expect(progress).toContain('Waiting for a person to allow it');

  await call('exec', { agent: 'copy', command: ['sh', '-c', 'echo two >>file.txt'] });
  const applied = call('apply_changes', { agent: 'copy' });
  await answer('apply changes of “copy” to this machine', '--allow');
  expect((await applied).facts).toMatchObject({ applied: 1 });
  expect(readFileSync(join(project, 'file.txt'), 'utf8')).toBe('one\ntwo\n');
  expect(printed).toContain('egress: everything public (mode Full)');
  expect(printed).toContain('apply: 1 file in ');
});

it('holds all programs of a client to one budget', async () => {
  const args = ['--max-agents', '2', '--max-memory', '150m'];
  const [one, two] = await Promise.all([startMcp(scope, dataPath, args), startMcp(scope, dataPath, args)]);
  const create = (client: typeof one, memory: string) => client.call('create_agent', { ...busybox, memory });
  const big = await create(one, '1g');
  expect(big.text).toMatch(/^resource-limit: .*150 MiB.*\nNext: Remove an agent/);
  const answers = await Promise.all([one, one, two, two].map((client) => create(client, '64m')));
  const refused = answers.filter(({ isError }) => isError);
  expect(refused.length).toBeGreaterThanOrEqual(2);
  expect(refused.length).toBeLessThan(4);
  for (const { text } of refused) expect(text).toMatch(/^resource-limit: /);
  await expect.poll(async () => (await host.call('agent.list', {})).agents).toHaveLength(4 - refused.length);
});

it('removes an agent at the end of its lifetime', async () => {
  const seen = new Set<string>();
  const unsubscribe = host.on('agents.changed', ({ upserted }) => {
    for (const { name } of upserted) seen.add(name);
  });
  scope.add(unsubscribe);
  const { call } = await startMcp(scope, dataPath, ['--lifetime', '1s']);
  await call('create_agent', { ...busybox, name: 'brief' });
  await expect.poll(async () => (await host.call('agent.list', {})).agents).toEqual([]);
  expect(seen).toContain('brief');
});

it('undoes a creation and ends a program when its client vanishes', async () => {
  const { call, client, pid } = await startMcp(scope, dataPath);
  await call('create_agent', { ...busybox, name: 'left' });
  const running = call('exec', { agent: 'left', command: ['sleep', '987'] }).catch(() => undefined);
  await expect.poll(() => docker('exec', 'bulkhead-left', 'ps')).toContain('sleep 987');
  process.kill(pid ?? 0, 'SIGKILL');
  await running;
  await client.close();
  await expect.poll(() => docker('exec', 'bulkhead-left', 'ps')).not.toContain('sleep 987');

  const second = await startMcp(scope, dataPath);
  expect((await second.call('list_agents')).facts).toMatchObject({ agents: [{ name: 'left' }] });
  const creation = second.call('create_agent', { ...busybox, name: 'half' }).catch(() => undefined);
  await expect
    .poll(async () => (await host.call('operation.list', {})).map(({ title }) => title).join())
    .toContain('half');
  await second.close();
  await creation;
  await expect
    .poll(async () => (await host.call('agent.list', {})).agents.map(({ name }) => name))
    .not.toContain('half');
});
