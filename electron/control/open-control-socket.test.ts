import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Scope } from '../lib/scope.ts';
import { startControlSocket } from './open-control-socket.ts';

let scope: Scope;
let path: string;
beforeEach(() => {
  scope = new Scope();
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-socket-'));
  scope.add(() => rmSync(folder, { recursive: true }));
  path = join(folder, 'control.sock');
});
afterEach(() => scope.dispose());

/** Listens and answers each connection by `answer`. */
async function listen(answer: (socket: Socket) => void): Promise<void> {
  const server = createServer((socket) => {
    scope.add(() => void socket.destroy());
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  scope.add(() => void server.close());
  server.listen(path);
  await once(server, 'listening');
}

async function open(signal?: AbortSignal) {
  const { port, accepted } = startControlSocket(path, signal);
  return (await accepted) ? port : undefined;
}

it.each<[string, (socket: Socket) => void]>([
  ['is about to end', (socket) => socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n')],
  ['ends before it answers', (socket) => socket.destroy()],
  ['ends in the middle of its answer', (socket) => socket.end('HTTP/1.1 101 Switching')],
])('finds no host when one %s', async (_what, answer) => {
  await listen(answer);
  expect(await open()).toBeUndefined();
});

it('finds no host where nothing listens', async () => {
  expect(await open()).toBeUndefined();
});

it.each<[string, string]>([
  ['of another version', 'HTTP/1.1 404 Not Found\r\n\r\n'],
  ['that speaks something else', `${'220 mail.example.test ESMTP\r\n'.repeat(1000)}`],
])('refuses a program %s', async (_what, answer) => {
  await listen((socket) => socket.write(answer));
  await expect(open()).rejects.toMatchObject({ error: { type: 'conflict' } });
});

it('takes what comes with the answer as the first messages', async () => {
  // The text "a" as a message.
  const message = Buffer.from([0, 0, 0, 2, 0xa1, 0x61]);
  const head = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: bulkhead.rpc.2\r\n\r\n');
  await listen((socket) => socket.write(Buffer.concat([head, message])));
  const port = await open();
  expect(await new Promise((resolve) => port?.onMessage(resolve))).toBe('a');
  port?.close();
});

it('stops waiting for an answer when the signal aborts', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  await listen(() => controller.abort(reason));
  await expect(open(controller.signal)).rejects.toBe(reason);
});
