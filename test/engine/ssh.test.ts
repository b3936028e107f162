import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MANUAL_LIFE } from '../../electron/contract/agent-life.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { bulkhead } from '../harness/control/command-line.ts';
import { connectTo, dataFolder, ended, startServe } from '../harness/control/serve.ts';
import { sshClient } from '../harness/control/ssh.ts';
import { expectTerminal, onTerminal } from '../harness/control/terminal.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';
import { BUSYBOX } from '../harness/engine/docker-endpoint.ts';
import { freePort } from '../harness/free-port.ts';

const scope = new Scope();
const engine = appEngine(scope);
const dataPath = dataFolder(scope);
const folder = mkdtempSync(join(tmpdir(), 'bulkhead-ssh-test-'));
let client: Awaited<ReturnType<typeof sshClient>>;
const ssh = (...args: string[]) => client.run('ssh', ...args);

beforeAll(async () => {
  await startServe(scope, dataPath);
  const create = ['create', '--name', 'box', '--image', BUSYBOX, '--egress', 'off', '--', 'sleep', '3600'];
  await bulkhead(scope, dataPath, create);
  client = await sshClient(scope, dataPath);
});
afterAll(async () => {
  await bulkhead(scope, dataPath, ['rm', '-f', '--workspace', 'box']);
  await removeAgentsAndGateway(engine);
  await scope.dispose();
  rmSync(folder, { recursive: true, force: true });
});

it('runs a command as the agent’s user, with outputs, exit code and variables of the list', async () => {
  client.env.LC_ALL = 'C.UTF-8';
  client.env.LD_PRELOAD_X = '/x.so';
  const send = ['-o', 'SendEnv=LC_ALL LD_PRELOAD_X'];
  const line = 'echo "$USER_X$LC_ALL $LD_PRELOAD_X $(pwd) $(id -u)"; echo problem >&2; exit 7';
  const uid = (await docker('exec', 'bulkhead-box', 'id', '-u')).trim();
  expect(await ssh(...send, 'box.bulkhead', line)).toEqual({
    code: 7,
    out: `C.UTF-8  /home/agent ${uid}\n`,
    err: 'problem\n',
  });
});

it('passes large input and output through, and ends the command with the connection', async () => {
  const bytes = randomBytes(20_000_000);
  const cat = client.start('ssh', [...client.options, 'box.bulkhead', 'cat'], 'pipe');
  const chunks: Buffer[] = [];
  cat.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  cat.stdin?.end(bytes);
  expect(await once(cat, 'close')).toEqual([0, null]);
  expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  const left = client.start('ssh', [...client.options, 'box.bulkhead', 'echo begun; sleep 4321']);
  await once(left.stdout ?? left, 'data');
  left.kill('SIGTERM');
  await expect.poll(() => docker('top', 'bulkhead-box')).not.toContain('sleep 4321');
});

it('opens a terminal with sizes, keys and the exit code of the shell', async () => {
  const terminal = onTerminal(scope, ['ssh', ...client.options, 'box.bulkhead'], client.env);
  terminal.keys('stty size; pwd\n');
  await terminal.shows('24 80');
  await terminal.shows('/workspace');
  await expectTerminal(terminal, 'bulkhead-box');
});

it('moves files by sftp and scp in an image without either', async () => {
  const content = randomBytes(30_000_000);
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(folder, 'big'), content);
  mkdirSync(join(folder, 'tree/a b'), { recursive: true });
  for (const name of ['one', "t'wo"]) writeFileSync(join(folder, 'tree/a b', name), name, { mode: 0o750 });
  expect(await client.run('scp', join(folder, 'big'), 'box.bulkhead:/workspace/big')).toMatchObject({
    code: 0,
  });
  expect(await client.run('scp', '-rp', join(folder, 'tree'), 'box.bulkhead:/workspace')).toMatchObject({
    code: 0,
  });
  const batch = join(folder, 'batch');
  writeFileSync(
    batch,
    ['cd /workspace', 'rename big large', 'symlink large link', 'chmod 640 large', `get link ${folder}/got`]
      .concat(['mkdir d', 'rmdir d', 'ls -l', '-get /etc/shadow'])
      // What OpenSSH sends as extensions.
      .concat([`put -f ${folder}/tree/a?b/one taken`, 'ln taken hard', `put ${folder}/tree/a?b/one other`])
      .concat(['rename other taken', 'cp large copy', 'chmod -h 600 copy', 'df'])
      .join('\n'),
  );
  const { code, out, err } = await client.run('sftp', '-b', batch, 'box.bulkhead');
  expect(code, err).toBe(0);
  expect(out).toMatch(/-rw-r-----.* 30000000 .*large/);
  expect(hash(readFileSync(join(folder, 'got')))).toBe(hash(content));
  expect(out).toMatch(/Size +Used +Avail.*\n +\d{4}/);
  expect(await client.run('scp', join(folder, 'tree/a b/one'), 'box.bulkhead:~agent/named')).toMatchObject({
    code: 0,
  });
  const seen = await ssh(
    'box.bulkhead',
    'cd /workspace; readlink link; stat -c %a tree/a*/* copy; cat tree/a*/*; cmp large copy; cat taken hard ~/named; ls other',
  );
  expect(seen.out).toBe("large\n750\n750\n600\nonet'wooneoneone");
});

it('speaks the old protocol of scp in an image without it', async () => {
  const content = randomBytes(1_000_000);
  mkdirSync(join(folder, 'old/sub'), { recursive: true });
  writeFileSync(join(folder, 'old/sub/file'), content, { mode: 0o640 });
  const scp = (...args: string[]) => client.run('scp', '-O', '-r', ...args);
  expect(await scp(join(folder, 'old'), 'box.bulkhead:/workspace')).toMatchObject({ code: 0, err: '' });
  expect(await scp('box.bulkhead:/workspace/ol[d]', join(folder, 'again'))).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, 'again/sub/file')).equals(content)).toBe(true);
  expect(await scp('box.bulkhead:/nosuch', folder)).toMatchObject({ code: 1 });
});

it('forwards connections to ports of the agent, and to nothing else', async () => {
  await ssh('box.bulkhead', 'cd /workspace; echo served >page; httpd -p 127.0.0.1:8080 -h /workspace');
  const through = async (target: string) => {
    const child = client.start('ssh', [...client.options, '-W', target, 'box.bulkhead'], 'pipe');
    child.stdin?.write('GET /page HTTP/1.0\r\n\r\n');
    return await ended(child);
  };
  for (const host of ['127.0.0.1', 'localhost', 'box.bulkhead'])
    expect((await through(`${host}:8080`)).out, host).toContain('served');
  for (const target of ['127.0.0.1:81', 'gateway:3128', '10.0.0.1:80', '169.254.169.254:80'])
    expect((await through(target)).code, target).toBe(255);
  const remote = await ssh('-o', 'ExitOnForwardFailure=yes', '-R', '0:127.0.0.1:22', 'box.bulkhead', 'true');
  expect(remote).toMatchObject({ code: 255 });
});

it('carries what editors do: a script on standard input starts a server, which a SOCKS forward reaches', async () => {
  const port = await freePort();
  const args = [...client.options, '-T', '-D', `127.0.0.1:${port}`, 'box.bulkhead', 'sh'];
  const editor = client.start('ssh', args, 'pipe');
  editor.stdin?.write(
    'umask 077; echo token-1 >/workspace/token; httpd -p 127.0.0.1:8090 -h /workspace; echo begun; cat\n',
  );
  await once(editor.stdout ?? editor, 'data');
  const ask = (url: string) => client.run('curl', '-sS', '--socks5-hostname', `127.0.0.1:${port}`, url);
  expect(await ask('http://127.0.0.1:8090/token')).toMatchObject({ code: 0, out: 'token-1\n' });
  expect((await ask('http://10.0.0.1/')).code).not.toBe(0);
  // The connection lives on, and the script still has its input.
  editor.stdin?.write('next\n');
  expect(String(await once(editor.stdout ?? editor, 'data'))).toBe('next\n');
});

it('says what to do about an agent that is not there or stopped, and starts one that consoles start', async () => {
  await bulkhead(scope, dataPath, ['stop', 'box']);
  expect((await ssh('box.bulkhead', 'true')).err).toContain('bulkhead start box');
  expect((await ssh('nobody.bulkhead', 'true')).err).toContain('There is no agent “nobody”');
  const host = await connectTo(scope, dataPath);
  const agentId = (await host.call('agent.list', {})).agents[0]?.id ?? '';
  await host.call('life.set', { agentId, life: { ...MANUAL_LIFE, startOnConsole: true } });
  expect(await ssh('box.bulkhead', 'echo awake')).toMatchObject({ code: 0, out: 'awake\n' });
});
