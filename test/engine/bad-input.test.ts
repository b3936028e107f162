import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RpcClient } from '../../electron/client/rpc-client.ts';
import { type AgentSpec, hostFolder } from '../../electron/contract/agent-spec.ts';
import { type AppError, AppFailure } from '../../electron/contract/error.ts';
import { createAgentHandlers } from '../../electron/engine/creation/handlers.ts';
import type { CallHandlers, StreamHandlers } from '../../electron/engine/rpc/handlers.ts';
import { RpcServer } from '../../electron/engine/rpc/server.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  busyboxSpec,
  createAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { openWindow } from '../harness/agents/test-window.ts';
import { testEngine } from '../harness/engine/engine.ts';
import { leftBehind, takeInventory } from '../harness/engine/inventory.ts';

const scope = new Scope();
let setup: TestProvisioning;
let client: RpcClient;
let folder: string;
beforeAll(async () => {
  setup = await testProvisioning(scope);
  client = connectedClient(setup);
  await createAgent(setup, busyboxSpec('present'));
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-bad-'));
  scope.add(() => rm(folder, { recursive: true }));
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'file'), '');
  await mkdir(join(folder, 'closed'), { mode: 0o700 });
  await symlink('/etc', join(folder, 'link'));
});
afterAll(() => scope.dispose());

/** A window's end of the contract: bad input goes the whole way that a window's input goes. */
function connectedClient({ deps, provisioner }: TestProvisioning): RpcClient {
  const calls = createAgentHandlers({ deps, provisioner }) as CallHandlers;
  const server = new RpcServer({
    handlers: { calls, streams: {} as StreamHandlers },
    logger: silentLogger,
    checkOutputs: true,
  });
  return openWindow(scope, (port) => server.connect(port));
}

/** What both the dialog's check and the creation itself answer; neither may make anything. */
async function refusal(change: Partial<AgentSpec>, seccompProfile?: string): Promise<AppError> {
  const before = await takeInventory(testEngine());
  const spec = busyboxSpec('newcomer', change);
  const more = seccompProfile === undefined ? {} : { seccompProfile };
  const error = await client.call('agent.create', { spec, ...more }).then(
    () => expect.fail('it was accepted'),
    (failure: unknown) => (failure instanceof AppFailure ? failure.error : expect.fail(String(failure))),
  );
  expect(leftBehind(before, await takeInventory(testEngine()))).toEqual([]);
  expect(setup.operations.list().filter(({ status }) => status === 'running')).toEqual([]);
  return error;
}

const spec = busyboxSpec('newcomer');
const resources = (change: Partial<AgentSpec['resources']>) => ({
  resources: { ...spec.resources, ...change },
});

describe('refused, with the field and a reason, and nothing made', () => {
  it.each<[string, Partial<AgentSpec>, string, string]>([
    ['an empty name', { name: '' }, 'invalid-input', 'name'],
    ['a name with blanks', { name: 'my agent' }, 'invalid-input', 'name'],
    ['a name of 300 characters', { name: 'a'.repeat(300) }, 'invalid-input', 'name'],
    ['a name that is taken', { name: 'present' }, 'name-taken', 'name'],
    ['no memory', resources({ memoryBytes: 0 }), 'invalid-input', 'resources.memoryBytes'],
    ['1k of memory', resources({ memoryBytes: 1024 }), 'invalid-input', 'resources.memoryBytes'],
    [
      'more memory than the host has',
      resources({ memoryBytes: 2 ** 50 }),
      'resource-limit',
      'resources.memoryBytes',
    ],
    ['0 CPUs', resources({ cpus: 0 }), 'invalid-input', 'resources.cpus'],
    ['-1 CPUs', resources({ cpus: -1 }), 'invalid-input', 'resources.cpus'],
    ['1000 CPUs', resources({ cpus: 1000 }), 'resource-limit', 'resources.cpus'],
    ['no processes', resources({ pids: 0 }), 'invalid-input', 'resources.pids'],
    ['a malformed image', { image: 'Not An Image' }, 'invalid-input', 'image'],
    ['an empty image', { image: '' }, 'invalid-input', 'image'],
    ['a variable without a name', { env: [{ name: '1=', value: '' }] }, 'invalid-input', 'env.0.name'],
    [
      'an unknown runtime',
      { isolation: { ...spec.isolation, runtime: 'nope' } },
      'runtime-missing',
      'isolation.runtime',
    ],
  ])('%s', async (_, change, type, field) => {
    const error = await refusal(change);
    expect([error.type, error.field]).toEqual([type, field]);
    expect(error.message).toMatch(/^[A-Z“].*\.$/s);
  });

  it.each(['{ not json', '[]', '{"defaultAction":"nonsense"}'])(
    'a seccomp file that holds %s',
    async (text) => {
      const isolation = { ...spec.isolation, seccomp: { kind: 'custom' as const, name: 'mine.json' } };
      expect(await refusal({ isolation }, text)).toMatchObject({
        type: 'seccomp-invalid',
        field: 'isolation.seccomp',
      });
    },
  );
});

describe('a host folder', () => {
  const at = (path: string) => refusal({ workspace: hostFolder(path) });

  it.each<[string, () => string, string]>([
    ['that does not exist', () => join(folder, 'gone'), 'invalid-input'],
    ['that is a file', () => join(folder, 'file'), 'invalid-input'],
    ['without a full path', () => 'project', 'invalid-input'],
    ['that is the whole file system', () => '/', 'workspace-refused'],
    ['/etc', () => '/etc', 'workspace-refused'],
    ['that is a link to /etc', () => join(folder, 'link'), 'workspace-refused'],
    ['that is the engine’s socket', () => '/var/run/docker.sock', 'workspace-refused'],
    ['with the engine’s socket in it', () => '/var/run', 'workspace-refused'],
    ['~/.ssh', () => join(homedir(), '.ssh'), 'workspace-refused'],
    ['that the agent’s user cannot write', () => join(folder, 'closed'), 'workspace-unwritable'],
  ])('%s is refused, with another folder as the way on', async (_, path, type) => {
    if (type === 'workspace-unwritable' && process.getuid?.() !== 0) await chmod(path(), 0o500);
    expect(await at(path())).toMatchObject({
      type,
      field: 'workspace.path',
      actions: [{ kind: 'choose-folder' }],
    });
  });

  it('that is the home asks first, and is used when confirmed', async () => {
    const workspace = hostFolder(homedir(), { readOnly: true });
    const machine = {
      ...setup.deps.machine,
      person: { uid: process.getuid?.() ?? 0, gid: 0, name: 'me' },
    };
    const calls = createAgentHandlers({ deps: { ...setup.deps, machine }, provisioner: setup.provisioner });
    const check = (confirmed: string[]) =>
      calls['agent.check']({ spec: { ...spec, workspace }, confirmed }, scope.signal);
    await expect(check([])).rejects.toMatchObject({
      error: { type: 'workspace-refused', field: 'workspace.path', actions: [{ kind: 'confirm' }, {}] },
    });
    expect((await check(['workspace.path'])).dockerRun).toContain(
      `source=${homedir()},target=/workspace,readonly`,
    );
  });
});

it('answers a check with the commands, and warns of memory that is promised twice', async () => {
  const { dockerRun, warnings } = await client.call('agent.check', {
    spec: { ...spec, resources: { ...spec.resources, pids: 8 } },
  });
  expect(dockerRun).toContain('docker run');
  expect(warnings).toEqual([{ field: 'resources.pids', message: expect.any(String) }]);
});

it('knows which images are there', async () => {
  expect(await client.call('image.present', { reference: 'busybox:stable' })).toEqual({ present: true });
  expect(await client.call('image.present', { reference: 'no-such-image:ever' })).toEqual({ present: false });
  await expect(client.call('image.present', { reference: '::' })).rejects.toMatchObject({
    error: { type: 'invalid-input', field: 'image' },
  });
});

it('proposes a name that is free', async () => {
  const { name } = await client.call('agent.propose-name', {});
  expect(name).toMatch(/^[a-z]+-[a-z]+$/);
});
