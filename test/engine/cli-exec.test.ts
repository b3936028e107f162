import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { bulkhead } from '../harness/control/command-line.ts';
import { dataFolder, ended, PROGRAM, startProgram, startServe } from '../harness/control/serve.ts';
import { expectTerminal, onTerminal as runOnTerminal } from '../harness/control/terminal.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';
import { BUSYBOX } from '../harness/engine/docker-endpoint.ts';
import { testEngine } from '../harness/engine/engine.ts';

const scope = new Scope();
const engine = appEngine(scope);
const dataPath = dataFolder(scope);
const run = (...args: string[]) => bulkhead(scope, dataPath, args);
/** Without a host, `exec` asks the engine itself. */
const hosts = [
  { host: 'the running host', folder: dataPath },
  { host: 'no host', folder: dataFolder(scope) },
];

let serve: ChildProcess;
beforeAll(async () => {
  serve = await startServe(scope, dataPath);
  await run('create', '--name', 'box', '--image', BUSYBOX, '--egress', 'off', '--', 'sleep', '3600');
});
afterAll(async () => {
  await run('rm', '-f', '--workspace', 'box');
  await removeAgentsAndGateway(engine);
  await scope.dispose();
});

it.each(hosts)('passes output, exit code, environment and folder, with $host', async ({ folder }) => {
  const script = 'echo out; echo "err $A $(pwd)" >&2; exit 7';
  const exec = (...args: string[]) => bulkhead(scope, folder, ['exec', ...args]);
  expect(await exec('-e', 'A=1', '-w', '/tmp', 'box', 'sh', '-c', script)).toEqual({
    code: 7,
    out: 'out\n',
    err: 'err 1 /tmp\n',
  });
  expect(await exec('box', 'no-such-program')).toEqual({
    code: 127,
    out: '',
    err: expect.stringContaining('“no-such-program” cannot be started'),
  });
  expect(await exec('box', '/etc/passwd')).toMatchObject({ code: 126, out: '' });
  expect((await exec('nobody', 'true')).code).toBe(125);
});

it.each(hosts)('passes bytes through both ways, as they are, with $host', async ({ folder }) => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 256));
  const program = startProgram(scope, folder, ['exec', '-i', 'box', 'cat'], {}, 'pipe');
  const chunks: Buffer[] = [];
  program.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  program.stdin?.end(bytes);
  expect(await once(program, 'close')).toEqual([0, null]);
  expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
});

it.each(hosts)('ends the program when it is interrupted, with $host', async ({ folder }) => {
  const program = startProgram(scope, folder, ['exec', 'box', 'sh', '-c', 'echo begun; sleep 4321']);
  await once(program.stdout ?? program, 'data');
  program.kill('SIGINT');
  expect((await ended(program)).code).toBe(130);
  await expect.poll(() => docker('top', 'bulkhead-box')).not.toContain('sleep 4321');
});

/** The command line on a terminal. */
const onTerminal = (...args: string[]) =>
  runOnTerminal(scope, [process.execPath, PROGRAM, ...args], {
    ...process.env,
    DOCKER_HOST: testEngine().dockerHost,
    BULKHEAD_DATA: dataPath,
  });

it('ends the program when the command line is killed, with the running host', async () => {
  const program = startProgram(scope, dataPath, ['exec', 'box', 'sh', '-c', 'echo begun; sleep 5432']);
  await once(program.stdout ?? program, 'data');
  program.kill('SIGKILL');
  await expect.poll(() => docker('top', 'bulkhead-box')).not.toContain('sleep 5432');
});

it('is a real terminal: raw keys, sizes, and the exit code of the program', async () => {
  const terminal = onTerminal('console', 'box', 'sh');
  terminal.keys('stty size\n');
  await terminal.shows('24 80');
  await expectTerminal(terminal, 'bulkhead-box');
});

it('leaves the program running on Ctrl+P Ctrl+Q, and hangs it up with the terminal', async () => {
  const left = onTerminal('console', 'box', 'sh', '-c', 'echo be"gun"; sleep 5432');
  await left.shows('begun');
  left.keys('\u0010\u0011');
  expect(await left.exit).toEqual([0, null]);
  expect(await docker('top', 'bulkhead-box')).toContain('sleep 5432');
  await docker('exec', 'bulkhead-box', 'pkill', '-f', 'sleep 5432').catch(() => undefined);
});

async function expectOneFile(): Promise<void> {
  const alone = join(dataFolder(scope), 'alone.cjs');
  copyFileSync(PROGRAM, alone);
  const one = (...args: string[]) => ended(startProgram(scope, dataPath, args, {}, 'ignore', alone));
  expect(await one('--version')).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse((await one('ls', '--json')).out)).toMatchObject([{ name: 'box' }]);
  expect(await one('exec', 'box', 'echo', 'inside')).toEqual({ code: 0, out: 'inside\n', err: '' });
}

it('is one file, which works where nothing lies beside it, with a host and without one', async () => {
  await expectOneFile();
  const over = once(serve, 'exit');
  serve.kill('SIGTERM');
  await over;
  await expectOneFile();
});
