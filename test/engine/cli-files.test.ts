import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AgentSpec } from '../../electron/contract/agent-spec.ts';
import type { DiskUsage } from '../../electron/contract/disk.ts';
import type { Operation } from '../../electron/contract/operation.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { bulkhead } from '../harness/control/command-line.ts';
import { connectTo, dataFolder, startServe } from '../harness/control/serve.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';
import { BUSYBOX } from '../harness/engine/docker-endpoint.ts';

const scope = new Scope();
const engine = appEngine(scope);
const dataPath = dataFolder(scope);
const run = (...args: string[]) => bulkhead(scope, dataPath, args);
const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await run(...args, '--json')).out) as T;

beforeAll(async () => {
  await startServe(scope, dataPath, {}, ['--key-file', join(dataFolder(scope), 'key')]);
  const made = await run(
    'create',
    '-n',
    'box',
    '--image',
    BUSYBOX,
    '--allow',
    'a.test',
    '--',
    'sleep',
    '3600',
  );
  expect(made.code, made.err).toBe(0);
});
afterAll(async () => {
  await removeAgentsAndGateway(engine);
  await scope.dispose();
});

it('makes the same agent of a file that it wrote', async () => {
  const path = join(dataPath, 'box.yaml');
  writeFileSync(path, (await run('export', 'box')).out);
  expect(readFileSync(path, 'utf8')).toContain('a.test');
  expect((await run('create', '--file', path, '--tag', 'x')).code).toBe(2);
  const made = await run('create', '--file', path, '--name', 'twin');
  expect(made, made.err).toMatchObject({ code: 0, out: 'twin\n' });
  const specOf = async (name: string) =>
    (await json<{ agent: { spec: AgentSpec } }>('inspect', name)).agent.spec;
  expect(await specOf('twin')).toEqual({ ...(await specOf('box')), name: 'twin' });
});

it('names credentials in a file, and uses them when the person accepts that', async () => {
  const host = await connectTo(scope, dataPath);
  const use = { kind: 'provider' as const, provider: 'anthropic' };
  const secret = { name: 'Work key', use, source: { kind: 'typed' as const }, value: 'the-value-of-work' };
  const { id } = await host.call('secrets.save', secret);
  expect((await run('secret', 'use', 'box', 'Work key')).code).toBe(0);
  const path = join(dataPath, 'keyed.yaml');
  writeFileSync(path, (await run('export', 'box')).out);
  expect((await run('secret', 'use', 'box')).code).toBe(0);
  expect(readFileSync(path, 'utf8')).toContain('- Work key');
  const create = (...more: string[]) => run('create', '--file', path, '--name', 'keyed', ...more);
  expect(await create()).toMatchObject({ code: 4, err: expect.stringContaining('--accept credentials') });
  const made = await create('--accept', 'credentials');
  expect(made, made.err).toMatchObject({ code: 0 });
  const { agent } = await json<{ agent: { spec: AgentSpec } }>('inspect', 'keyed');
  expect(agent.spec.secrets).toEqual([{ secretId: id, delivery: 'gateway' }]);
  writeFileSync(path, 'version: 1\ncredentials: [Nothing]\n');
  expect(await create()).toMatchObject({ code: 2, err: expect.stringContaining('no secret “Nothing”') });
});

it('replaces an egress by that of a file, or nothing', async () => {
  const path = join(dataPath, 'egress.yaml');
  writeFileSync(
    path,
    'version: 1\nmode: allowlist\nrules:\n  - { host: b.test, methods: [GET], paths: [/v1] }\n',
  );
  expect(await run('egress', 'import', 'box', path)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\+ Allow b\.test: GET under \/v1$/m),
  });
  expect((await run('egress', 'box')).out).not.toContain('a.test');
  writeFileSync(path, 'version: 1\nmode: full\nports: [1]\n');
  expect(await run('egress', 'import', 'box', path)).toMatchObject({
    code: 2,
    err: expect.stringContaining(`${path}:3:1: “ports” is no key`),
  });
  expect((await run('egress', 'box')).out).toMatch(/^mode allowlist$/m);
});

it('frees the disk of what is chosen, and of data only when told to', async () => {
  expect((await run('rm', '-f', 'twin')).code).toBe(0);
  const { items } = await json<DiskUsage>('disk');
  expect((await run('disk')).out).toMatch(/^container:[0-9a-f]{12} +container +box /m);
  const volume = items.find(({ kind, removal }) => kind === 'volume' && removal === 'loses')?.id ?? '';
  expect(await run('disk', 'rm', volume)).toMatchObject({ code: 4, err: expect.stringContaining('--force') });
  expect((await run('disk', 'rm', volume, '--force', '--dry-run')).code).toBe(0);
  expect((await json<DiskUsage>('disk')).items.map(({ id }) => id)).toContain(volume);
  expect((await run('disk', 'rm', volume, '--force')).code).toBe(0);
  expect((await json<DiskUsage>('disk')).items.map(({ id }) => id)).not.toContain(volume);
  const kept = items.find(({ removal }) => removal === 'kept')?.id ?? '';
  expect((await run('disk', 'rm', kept, '--force')).code).toBe(2);
});

it('starts no agent over the budget, and lists and forgets the work of others', async () => {
  expect((await run('settings', 'set', 'budget-memory', '64m')).code).toBe(0);
  await run('stop', 'box');
  expect(await run('start', 'box')).toMatchObject({ code: 1, err: expect.stringContaining('budget') });
  expect((await run('settings', 'set', 'budget-memory', 'off')).code).toBe(0);
  expect((await run('start', 'box')).code).toBe(0);
  const [done] = await json<Operation[]>('operation');
  expect((await run('operation', 'dismiss', done?.id ?? '')).code).toBe(0);
  expect((await json<Operation[]>('operation')).map(({ id }) => id)).not.toContain(done?.id);
  expect((await run('operation', 'cancel', 'nothing')).code).not.toBe(0);
});
