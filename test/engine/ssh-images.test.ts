import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { bulkhead } from '../harness/control/command-line.ts';
import { dataFolder, startServe } from '../harness/control/serve.ts';
import { portableProgram, sshClient } from '../harness/control/ssh.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
const engine = appEngine(scope);
const dataPath = dataFolder(scope);
const folder = mkdtempSync(join(tmpdir(), 'bulkhead-ssh-test-'));
let client: Awaited<ReturnType<typeof sshClient>>;

beforeAll(async () => {
  await startServe(scope, dataPath);
  client = await sshClient(scope, dataPath);
});
afterAll(async () => {
  await removeAgentsAndGateway(engine);
  await scope.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function agent(name: string, ...options: string[]) {
  const created = await bulkhead(scope, dataPath, ['create', '--name', name, '--type', 'shell', ...options]);
  expect(created.code, created.err).toBe(0);
}

/** Copies a program of this machine to the agent; returns the command that runs it there. */
async function copyProgram(host: string, name: string): Promise<string> {
  const { files, commandIn } = portableProgram(name);
  expect((await client.run('ssh', host, `mkdir -p ~/${name}`)).code).toBe(0);
  expect(await client.run('scp', ...files, `${host}:${name}/`)).toMatchObject({ code: 0 });
  return commandIn(`/home/agent/${name}`);
}

it('carries rsync and git, with egress Off', async () => {
  await agent('work', '--egress', 'off');
  const rsync = await copyProgram('work.bulkhead', 'rsync');
  writeFileSync(join(folder, 'file'), 'first');
  const send = ['-a', '-e', client.env.GIT_SSH_COMMAND ?? '', `--rsync-path=${rsync}`];
  const sync = () => client.run('rsync', ...send, join(folder, 'file'), 'work.bulkhead:/workspace/');
  expect(await sync()).toMatchObject({ code: 0 });
  writeFileSync(join(folder, 'file'), 'second, longer');
  expect(await sync()).toMatchObject({ code: 0 });
  expect((await client.run('ssh', 'work.bulkhead', 'cat /workspace/file')).out).toBe('second, longer');

  const git = await copyProgram('work.bulkhead', 'git');
  const repository = join(folder, 'repository');
  const local = (...args: string[]) =>
    execFileSync('git', ['-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args]);
  execFileSync('git', ['init', '-q', repository]);
  writeFileSync(join(repository, 'content'), 'committed');
  local('add', '.');
  local('commit', '-qm', 'first');
  execFileSync('chmod', ['-R', 'u+w', repository]);
  expect(
    (await client.run('scp', '-r', join(repository, '.git'), 'work.bulkhead:/workspace/code')).code,
  ).toBe(0);
  const clone = join(folder, 'clone');
  const upload = ['-u', `${git} upload-pack`];
  const cloned = await client.run(
    'git',
    'clone',
    '-q',
    ...upload,
    'ssh://work.bulkhead/workspace/code',
    clone,
  );
  expect(cloned.code, cloned.err).toBe(0);
  expect(readFileSync(join(clone, 'content'), 'utf8')).toBe('committed');
});

it('runs commands and copies files under gVisor', async ({ skip }) => {
  const { runtimes } = await engine.facts();
  if (!runtimes.some(({ name }) => name === 'runsc')) skip('no gVisor on this engine');
  await agent('inner', '--runtime', 'runsc', '--egress', 'off');
  expect(await client.run('ssh', 'inner.bulkhead', 'dmesg | head -1; exit 4')).toMatchObject({
    code: 4,
    out: expect.stringContaining('gVisor'),
  });
  const content = randomBytes(300_000);
  writeFileSync(join(folder, 'sent'), content);
  const copy = (from: string, to: string) => client.run('scp', from, to);
  expect(await copy(join(folder, 'sent'), 'inner.bulkhead:/workspace/')).toMatchObject({ code: 0 });
  expect(await copy('inner.bulkhead:/workspace/sent', join(folder, 'got'))).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, 'got')).equals(content)).toBe(true);
});
