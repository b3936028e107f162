import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { bulkhead } from '../harness/control/command-line.ts';
import { dataFolder, startProgram, startServe } from '../harness/control/serve.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';
import { BUSYBOX } from '../harness/engine/docker-endpoint.ts';

const scope = new Scope();
const engine = appEngine(scope);
const dataPath = dataFolder(scope);
const here = realpathSync(dataFolder(scope));
const run = (...args: string[]) => bulkhead(scope, dataPath, args);
const inBox = (script: string) => docker('exec', 'bulkhead-box', 'sh', '-c', script);

beforeAll(async () => {
  await startServe(scope, dataPath);
  const program = ['--image', BUSYBOX, '--egress', 'off', '--', 'sleep', '3600'];
  expect((await run('create', '--name', 'box', ...program)).err).toBe('');
});
afterAll(async () => {
  await removeAgentsAndGateway(engine);
  await scope.dispose();
});

it('copies a folder in for the agent’s user, and out again', async () => {
  mkdirSync(join(here, 'project/deep'), { recursive: true });
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 256));
  writeFileSync(join(here, 'project/deep/bytes'), bytes, { mode: 0o750 });
  symlinkSync('deep/bytes', join(here, 'project/link'));
  expect(await run('cp', join(here, 'project'), 'box:/workspace')).toEqual({ code: 0, out: '', err: '' });
  expect(await inBox('stat -c %u:%g:%a /workspace/project/deep/bytes')).toBe(
    `${await inBox('stat -c %u:%g /workspace')}:750`,
  );
  const { out } = await run('cp', '--json', 'box:/workspace/project', join(here, 'back'));
  expect(JSON.parse(out)).toMatchObject({ files: 2, bytes: 300_000, leftOut: [] });
  expect(readFileSync(join(here, 'back/link')).equals(bytes)).toBe(true);
});

it('names a single file as the destination says, and follows links inside the agent alone', async () => {
  writeFileSync(join(here, 'one'), 'one');
  await inBox('mkdir -p /workspace/a && ln -s /workspace/a /workspace/to-a');
  expect((await run('cp', join(here, 'one'), 'box:/workspace/to-a/two')).code).toBe(0);
  expect(await inBox('cat /workspace/a/two')).toBe('one');
  expect((await run('cp', 'box:/workspace/to-a/.', here)).code).toBe(0);
  expect(readFileSync(join(here, 'two'), 'utf8')).toBe('one');
});

it('writes nothing outside of the destination for a hostile agent', async () => {
  await inBox(
    'mkdir -p /workspace/evil && cd /workspace/evil && ln -s /etc/passwd absolute && ln -s ../../up up && mkfifo pipe && echo x > plain',
  );
  const { code, err } = await run('cp', 'box:/workspace/evil', here);
  expect([code, readdirSync(join(here, 'evil'))]).toEqual([0, ['plain']]);
  for (const name of ['absolute', 'up', 'pipe']) expect(err).toContain(`evil/${name} is left out`);
  const small = await run('cp', '--max-size', '1', 'box:/workspace/evil', join(here, 'small'));
  expect([small.code, small.err]).toEqual([1, expect.stringContaining('--max-size')]);
});

it('passes tars on standard input and output', async () => {
  mkdirSync(join(here, 'taken'));
  writeFileSync(join(here, 'taken/file'), 'by tar');
  const sender = startProgram(scope, dataPath, ['cp', '-', 'box:/workspace'], {}, 'pipe');
  sender.stdin?.end(execFileSync('tar', ['-C', here, '-cf', '-', 'taken']));
  expect(await once(sender, 'close')).toEqual([0, null]);
  const receiver = startProgram(scope, dataPath, ['cp', 'box:/workspace/taken', '-']);
  const chunks: Buffer[] = [];
  receiver.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  expect(await once(receiver, 'close')).toEqual([0, null]);
  const listed = execFileSync('tar', ['-xOf', '-', 'taken/file'], { input: Buffer.concat(chunks) });
  expect(listed.toString()).toBe('by tar');
});

it('works on a stopped agent, and says what is missing, read-only or no folder', async () => {
  expect((await run('stop', 'box')).code).toBe(0);
  writeFileSync(join(here, 'later'), 'later');
  expect((await run('cp', join(here, 'later'), 'box:/workspace/later')).code).toBe(0);
  expect((await run('cp', 'box:/workspace/later', join(here, 'again'))).code).toBe(0);
  expect(readFileSync(join(here, 'again'), 'utf8')).toBe('later');
  const missing = await run('cp', 'box:/workspace/nothing', here);
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('no /workspace/nothing')]);
  const refused = await run('cp', join(here, 'later'), 'box:/usr/bin/later');
  expect([refused.code, refused.err]).toEqual([4, expect.stringContaining('read-only')]);
  const folder = await run('cp', join(here, 'project'), 'box:/workspace/later');
  expect([folder.code, existsSync(join(here, 'nothing'))]).toEqual([2, false]);
});
