import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { loopbackProgram } from './loopback-program.ts';

/** The program for a port of this machine on which `serve` answers. */
async function relayTo(serve: (socket: Socket) => void) {
  const server = createServer({ allowHalfOpen: true }, serve).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const [file = '', ...args] = loopbackProgram((server.address() as AddressInfo).port);
  const program = spawn(file, args);
  onTestFinished(() => void program.kill());
  let output = '';
  program.stdout.on('data', (bytes: Buffer) => {
    output += bytes.toString();
  });
  return { input: program.stdin, ended: once(program, 'close').then(() => output) };
}

it('ends with the server’s side, whose client learns of the end by nothing else', async () => {
  const { ended } = await relayTo((socket) => void socket.end('a page without a length'));
  expect(await ended).toBe('+a page without a length');
});

it('passes the end of the client on, and the answer to it back', async () => {
  const { input, ended } = await relayTo((socket) => {
    let received = 0;
    socket.on('data', (bytes) => {
      received += bytes.length;
    });
    socket.on('end', () => void socket.end(`${received}${'x'.repeat(1_000_000)}`));
  });
  input.end(Buffer.alloc(300_000));
  expect(await ended).toBe(`+300000${'x'.repeat(1_000_000)}`);
});
