import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type ClientChannel, type ConnectConfig, utils } from 'ssh2';
import { systemClock } from '../lib/clock.ts';
import type { Scope } from '../lib/scope.ts';
import { localPrograms } from './local-programs.fixture.ts';
import { serveSsh } from './ssh-server.ts';

export const HOST = newKeys();
export const IDENTITY = newKeys();

/** Keys that can be read: of those that ssh2 makes, one in 256 cannot (see `keys.ts`). */
export function newKeys() {
  for (;;) {
    const keys = utils.generateKeyPairSync('ed25519');
    if (!(utils.parseKey(keys.private) instanceof Error)) return keys;
  }
}

export interface LocalAgent {
  /** Programs run as a user who, unlike root, cannot write what is read-only. */
  isPlainUser?: boolean;
  /** Scripts that take the place of programs of these names. */
  scripts?: Readonly<Record<string, string>>;
}

/** A server for an agent “demo” whose programs run on this machine, and the other end of its connection. */
export async function startServer(scope: Scope, { isPlainUser = false, scripts = {} }: LocalAgent = {}) {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'bulkhead-ssh-')));
  scope.add(() => rmSync(home, { recursive: true, force: true }));
  const bin = mkdtempSync(join(tmpdir(), 'bulkhead-ssh-bin-'));
  scope.add(() => rmSync(bin, { recursive: true, force: true }));
  for (const [name, script] of Object.entries(scripts))
    writeFileSync(join(bin, name), script, { mode: 0o755 });
  const programs = localPrograms(home, { isPlainUser, path: `${bin}:${process.env.PATH}` });
  const [own, other] = await socketPair(scope, join(home, '.socket'));
  const ended = serveSsh({
    connection: own,
    hostKey: HOST.private,
    clientKey: IDENTITY.public,
    agentName: 'demo',
    programs,
    clock: systemClock,
    signal: scope.signal,
  });
  return { home, programs, connection: other, ended };
}

/** Both ends of a connection by the kernel: ssh2 must not receive an answer while it still sends. */
async function socketPair(scope: Scope, path: string): Promise<[Socket, Socket]> {
  const server = createServer().listen(path);
  await once(server, 'listening');
  const other = connect(path);
  const [own] = (await once(server, 'connection')) as [Socket];
  server.close();
  for (const end of [own, other]) {
    scope.add(() => void end.destroy());
    end.on('error', () => undefined);
  }
  return [own, other];
}

/** A client that has logged in. Rejects with the reason why it could not. */
export async function connectClient(
  scope: Scope,
  server: Awaited<ReturnType<typeof startServer>>,
  config: ConnectConfig = { privateKey: IDENTITY.private },
): Promise<Client> {
  const client = new Client();
  scope.add(() => void client.destroy());
  await new Promise<void>((resolve, reject) => {
    client
      .once('ready', resolve)
      .once('error', reject)
      .once('close', () => reject(new Error('closed')));
    client.connect({ sock: server.connection, username: 'agent', ...config });
  });
  client.on('error', () => undefined);
  return client;
}

/** What a channel prints until it closes, and its exit code. */
export async function ended(channel: ClientChannel): Promise<{ code: number; out: Buffer; err: Buffer }> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  channel.on('data', (chunk: Buffer) => out.push(chunk));
  channel.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  let code = -1;
  channel.on('exit', (exitCode: number) => {
    code = exitCode;
  });
  await new Promise((resolve) => channel.once('close', resolve));
  return { code, out: Buffer.concat(out), err: Buffer.concat(err) };
}
