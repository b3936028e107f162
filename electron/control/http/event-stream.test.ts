import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from 'vitest';
import { openEventStream } from './event-stream.ts';

it('holds one listener for a client that does not read, however many events wait', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  const events = openEventStream(response);
  // The socket's own buffers take the first ones.
  const sent = Array.from({ length: 100 }, () => events.send('agents.changed', 'x'.repeat(64 * 1024)));
  expect(response.writableNeedDrain).toBe(true);
  expect(response.listenerCount('drain')).toBeLessThan(3);
  client.destroy();
  await Promise.all(sent);
  server.close();
});
