import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openOutside } from './outside.mjs';

const closing = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

it('keeps what a client says before the other side is connected', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-outside-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  const outside = openOutside(join(folder, 'outside.sock'));
  closing.push(
    () => echo.close(),
    () => outside.close(),
  );
  await Promise.all([once(echo, 'listening'), once(outside, 'listening')]);

  const client = connect(join(folder, 'outside.sock'));
  closing.push(() => client.destroy());
  client.setEncoding('utf8');
  const [accepted] = await once(outside, 'connection');
  client.write(`localhost ${echo.address().port}\nfirst, `);
  // The second part arrives while the name is looked up.
  await once(accepted, 'data');
  client.write('second');
  let received = '';
  for await (const text of client) {
    received += text;
    if (received.length >= 'first, second'.length) break;
  }
  expect(received).toBe('first, second');
});
