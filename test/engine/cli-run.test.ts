import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { agentObjects, removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { bulkhead } from '../harness/control/command-line.ts';
import { dataFolder, ended, startProgram } from '../harness/control/serve.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';
import { BUSYBOX } from '../harness/engine/docker-endpoint.ts';

const whole = new Scope();
const engine = appEngine(whole);
let scope: Scope;
let dataPath: string;
let project: string;
beforeEach(() => {
  scope = new Scope();
  dataPath = dataFolder(scope);
  project = mkdtempSync(join(tmpdir(), 'bulkhead-run-'));
  scope.add(() => rmSync(project, { recursive: true, force: true }));
  writeFileSync(join(project, 'file.txt'), 'one\n');
});
afterEach(() => scope.dispose());
afterAll(async () => {
  await removeAgentsAndGateway(engine);
  await whole.dispose();
});

const runArgs = (...more: string[]) => ['run', '--rm', '--image', BUSYBOX, '--egress', 'off', ...more];
const run = (...more: string[]) => bulkhead(scope, dataPath, runArgs(...more));

it('runs a program on a copy of a folder, keeps its changes as a patch, and leaves nothing', async () => {
  const patch = join(dataPath, 'out.patch');
  const script = 'cat file.txt; echo two >> file.txt; exit 3';
  expect(await run('--copy', project, '--patch', patch, '--', 'sh', '-c', script)).toEqual({
    code: 3,
    out: 'one\n',
    err: '',
  });
  expect(readFileSync(join(project, 'file.txt'), 'utf8')).toBe('one\n');
  execFileSync('git', ['apply', patch], { cwd: project });
  expect(readFileSync(join(project, 'file.txt'), 'utf8')).toBe('one\ntwo\n');
  expect(await agentObjects(engine)).toEqual([]);
});

it('ends at its deadline, and says so in its JSON', async () => {
  const { code, out } = await run('--json', '--timeout', '2s', '--', 'sh', '-c', 'echo hi; sleep 1000');
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(code).toBe(5);
  expect(lines).toMatchObject([
    { event: 'created' },
    { event: 'output', source: 'stdout', text: 'hi\n' },
    { event: 'result', exitCode: null, timedOut: true },
  ]);
  expect(await agentObjects(engine)).toEqual([]);
});

it('removes its agent when it is interrupted, and the next run what one left that was killed', async () => {
  const start = () => startProgram(scope, dataPath, runArgs('--', 'sh', '-c', 'echo begun; sleep 1000'));
  const interrupted = start();
  await once(interrupted.stdout ?? interrupted, 'data');
  interrupted.kill('SIGINT');
  expect((await ended(interrupted)).code).toBe(130);
  expect(await agentObjects(engine)).toEqual([]);

  const killed = start();
  await once(killed.stdout ?? killed, 'data');
  killed.kill('SIGKILL');
  await once(killed, 'close');
  expect(await agentObjects(engine)).not.toEqual([]);
  const next = await run('--', 'true');
  expect([next.code, next.err]).toEqual([0, expect.stringContaining('which a run left behind')]);
  expect(await agentObjects(engine)).toEqual([]);
});

it('refuses an outcome with a risk where the flag asks for it', async () => {
  const script = 'mkdir -p .github/workflows; echo "on: push" > .github/workflows/x.yml';
  const { code, err } = await run('--copy', project, '--fail-on-risky', '--', 'sh', '-c', script);
  expect([code, err]).toEqual([4, expect.stringContaining('.github/workflows/x.yml (ci)')]);
});
