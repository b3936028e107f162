import type { ClientChannel, ExecOptions } from 'ssh2';
import { utils } from 'ssh2';
import { afterEach, expect, it, vi } from 'vitest';
import { Scope } from '../lib/scope.ts';
import { connectClient, ended, HOST, IDENTITY, newKeys, startServer } from './ssh-server.fixture.ts';

let scope = new Scope();
afterEach(async () => {
  await scope.dispose();
  scope = new Scope();
});

async function connected() {
  const server = await startServer(scope);
  const client = await connectClient(scope, server);
  const exec = (line: string, options: ExecOptions = {}) =>
    new Promise<ClientChannel>((resolve, reject) => {
      client.exec(line, options, (error, channel) => (error ? reject(error) : resolve(channel)));
    });
  return { ...server, client, exec };
}

it.each([
  ['another key', { privateKey: newKeys().private }],
  ['a password', { password: 'x' }],
  ['nothing', {}],
])('admits nobody with %s', async (_, config) => {
  await expect(connectClient(scope, await startServer(scope), config)).rejects.toThrow(
    /authentication methods failed/,
  );
});

it('identifies itself by the key of the installation', async () => {
  let seen: Buffer | undefined;
  await connectClient(scope, await startServer(scope), {
    privateKey: IDENTITY.private,
    hostVerifier: (key: Buffer) => {
      seen = key;
      return true;
    },
  });
  const own = utils.parseKey(HOST.public);
  expect(own instanceof Error ? own : own.getPublicSSH()).toEqual(seen);
});

it('runs a command in the home folder, with its input, outputs and exit code', async () => {
  const { exec, home } = await connected();
  const channel = await exec('pwd; cat; echo problem >&2; exit 7');
  channel.end('typed\n');
  const { code, out, err } = await ended(channel);
  expect([code, out.toString(), err.toString()]).toEqual([7, `${home}\ntyped\n`, 'problem\n']);
});

it('passes large outputs on, whatever the client reads first', async () => {
  const { exec } = await connected();
  const print = (name: string) => `head -c 6000000 /dev/zero | tr '\\0' ${name}`;
  const channel = await exec(`${print('o')} & ${print('e')} >&2; wait; ${print('p')}; ${print('f')} >&2`);
  const { out, err } = await ended(channel);
  const same = (bytes: Buffer, ...names: string[]) =>
    bytes.equals(Buffer.concat(names.map((name) => Buffer.alloc(6_000_000, name))));
  expect([same(out, 'o', 'p'), same(err, 'e', 'f')]).toEqual([true, true]);
});

it('sets the variables of the list, and no others', async () => {
  const { exec } = await connected();
  const env = { LC_ALL: 'C.UTF-8', GIT_PROTOCOL: 'version=2', LD_PRELOAD: '/x.so', HTTP_PROXY: 'http://x' };
  const channel = await exec('echo "$LC_ALL $GIT_PROTOCOL $LD_PRELOAD$HTTP_PROXY"', { env });
  expect((await ended(channel)).out.toString()).toBe('C.UTF-8 version=2 \n');
});

it('reads commands from the input of a shell without a terminal', async () => {
  const { client } = await connected();
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.shell(false, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  channel.end('echo one\nexit 3\n');
  expect(await ended(channel)).toMatchObject({ code: 3, out: Buffer.from('one\n') });
});

it('signals the command', async () => {
  const { exec } = await connected();
  const channel = await exec('trap "echo caught; exit 5" USR1; echo ready; while :; do sleep 0.05; done');
  channel.once('data', () => channel.signal('USR1'));
  expect(await ended(channel)).toMatchObject({ code: 5 });
});

it('ends the command when the client closes the session', async () => {
  const { exec } = await connected();
  const channel = await exec('echo $$; exec sleep 1000');
  const [first] = await new Promise<[Buffer]>((resolve) =>
    channel.once('data', (data: Buffer) => resolve([data])),
  );
  channel.close();
  await vi.waitFor(() => expect(() => process.kill(Number(first.toString()), 0)).toThrow('ESRCH'));
});

it('opens a terminal of the client’s type and size, resizes it, and types Ctrl+C and Ctrl+D', async () => {
  const { client, programs } = await connected();
  const pty = { term: 'vt220', cols: 101, rows: 33, width: 0, height: 0 };
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.shell(pty, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  const finished = ended(channel);
  channel.setWindow(40, 120, 0, 0);
  channel.write('ls\n');
  await vi.waitFor(() => expect(programs.events).toContain('ls\n'));
  channel.signal('INT');
  channel.end();
  expect(await finished).toMatchObject({ code: 7, out: Buffer.from('prompt') });
  expect(programs.terminals[0]).toMatchObject({
    command: [],
    size: { columns: 101, rows: 33 },
    env: [{ name: 'TERM', value: 'vt220' }],
  });
  expect(programs.events).toEqual([{ columns: 120, rows: 40 }, 'ls\n', '\u0003', '\u0004']);
});

it('refuses remote forwarding, the client’s agent, X11 and Unix sockets', async () => {
  const { client, exec } = await connected();
  const refused = (start: (settle: (error?: Error | null) => void) => void) =>
    expect(
      new Promise<void>((resolve, reject) => start((error) => (error ? reject(error) : resolve()))),
    ).rejects.toThrow();
  await refused((settle) => client.forwardIn('127.0.0.1', 0, settle));
  await refused((settle) => client.openssh_forwardOutStreamLocal('/run/docker.sock', settle));
  await refused((settle) => client.openssh_forwardInStreamLocal('/tmp/x', settle));
  await expect(exec('true', { x11: true })).rejects.toThrow();
});

it.each([
  [
    'random bytes',
    Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919 + (index >> 8)) % 256)),
  ],
  ['a line without an end', Buffer.alloc(1_000_000, 'S')],
  ['a packet of four gigabytes', Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), Buffer.alloc(64, 0xff)])],
  ['a packet of another protocol', Buffer.from('SSH-2.0-x\r\nGET / HTTP/1.1\r\n\r\n')],
])('disconnects a client that sends %s', async (_, bytes) => {
  const { connection, ended: over } = await startServer(scope);
  connection.resume();
  connection.write(bytes);
  await over;
});
