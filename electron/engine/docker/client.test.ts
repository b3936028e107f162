import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Scope } from '../../lib/scope.ts';
import { createDockerEngine } from './adapter.ts';

const scope = new Scope();
afterEach(() => scope.dispose());

// First seen with Podman 4.3, which gives the body of the request to the program.
it('attaches without a body, so that a program’s input begins with what is written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-client-'));
  scope.add(() => rmSync(folder, { recursive: true }));
  const received: string[] = [];
  const server = createServer((socket: Socket) => {
    socket.on('data', (bytes) => {
      received.push(String(bytes));
      if (received.length === 1)
        socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
    });
  });
  scope.add(() => void server.close());
  const path = join(folder, 'engine.sock');
  server.listen(path);
  await once(server, 'listening');
  const engine = createDockerEngine({ url: `unix://${path}`, source: 'DOCKER_HOST', label: 'fake' });
  scope.add(() => engine.close());
  const stream = await engine.attach('program', { stdin: true });
  stream.write('first');
  await expect.poll(() => received.join(''), { timeout: 20_000 }).toMatch(/first$/);
  const [head = '', input] = received.join('').split('\r\n\r\n');
  expect(head).toMatch(/\r\nContent-Length: 0(\r\n|$)/);
  expect(input).toBe('first');
});
