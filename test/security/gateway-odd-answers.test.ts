import type { Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  exchange,
  INTERNET,
  openTcp,
  RawClient,
  TestGateway,
  type TestServer,
} from '../harness/gateway/gateway.ts';

/**
 * Servers whose answers two parsers could read differently. An agent gets one answer or none, never the next message
 * of the server as an answer to another request, and the gateway goes on.
 */
let gateway: TestGateway;
let server: TestServer;
let answer: (socket: Socket) => void;

beforeAll(async () => {
  gateway = new TestGateway(500);
  gateway.names.set('allowed.test', [INTERNET]);
  server = await openTcp((socket) => {
    socket.on('data', (bytes: Buffer) => {
      if (String(bytes).startsWith('GET /odd')) answer(socket);
      else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext');
    });
    socket.on('end', () => socket.end());
  });
  await gateway.setPolicy({
    rules: [{ id: 'r', effect: 'allow', host: 'allowed.test', ports: [server.port] }],
  });
});

beforeEach(() => gateway.decisions.splice(0));

afterAll(async () => {
  await gateway.close();
  await server.close();
});

const request = (path: string) =>
  `GET http://allowed.test:${server.port}${path} HTTP/1.1\r\nHost: allowed.test:${server.port}\r\n`;
const HIDDEN = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled';

async function askOdd(): Promise<string> {
  const client = new RawClient(gateway.proxyPort());
  client.send(`${request('/odd')}Connection: close\r\n\r\n`);
  const text = await client.untilClosed();
  client.close();
  return text;
}

async function expectNext(): Promise<void> {
  expect(await exchange(gateway.proxyPort(), `${request('/next')}\r\n`)).toMatch(
    /^HTTP\/1\.1 200 [\s\S]*next$/,
  );
  expect(await gateway.command({ type: 'ping' })).toMatchObject({ stats: { faults: 0 } });
}

const ODD: Record<string, string> = {
  'a length and chunked': `HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'chunked and a length': `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'two different lengths': `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: ${HIDDEN.length}\r\n\r\nok${HIDDEN}`,
  'a list of lengths': `HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok${HIDDEN}`,
  'a signed length': `HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok${HIDDEN}`,
  'a negative length': `HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok${HIDDEN}`,
  'a hexadecimal length': `HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok${HIDDEN}`,
  'chunked, then identity': `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'a chunk size with 0x': `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nok\r\n0\r\n\r\n${HIDDEN}`,
  'an enormous chunk size': `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n${HIDDEN}`,
  'a folded header': `HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\nok${HIDDEN}`,
  'a folded encoding': `HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'a blank before the colon': `HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok${HIDDEN}`,
  'a bare line feed': `HTTP/1.1 200 OK\nContent-Length: 2\n\nok${HIDDEN}`,
  'a NUL in a header': `HTTP/1.1 200 OK\r\nX: \0\r\nContent-Length: 2\r\n\r\nok${HIDDEN}`,
  'more than its length': `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok${HIDDEN}`,
  'a body where there is none': `HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok${HIDDEN}`,
  'a kept connection of HTTP/1.0': `HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok${HIDDEN}`,
  'chunked in HTTP/1.0': `HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n${HIDDEN}`,
  'HTTP/0.9': `ok${HIDDEN}`,
  'HTTP/2': `HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok${HIDDEN}`,
  'no status': `HTTP/1.1\r\nContent-Length: 2\r\n\r\nok${HIDDEN}`,
  'the status 000': `HTTP/1.1 000 No\r\nContent-Length: 2\r\n\r\nok${HIDDEN}`,
  'the status 1000': `HTTP/1.1 1000 No\r\nContent-Length: 2\r\n\r\nok${HIDDEN}`,
  'the status 999': `HTTP/1.1 999 No\r\nContent-Length: 2\r\n\r\nok${HIDDEN}`,
  'control characters in a header': `HTTP/1.1 200 OK\r\nX: \x01\x0b\x7f\r\nContent-Length: 2\r\n\r\nok${HIDDEN}`,
  'odd characters in the name of a header': `HTTP/1.1 200 OK\r\nX(\x80): y\r\nContent-Length: 2\r\n\r\nok${HIDDEN}`,
  'the status 099': `HTTP/1.1 099 No\r\nContent-Length: 2\r\n\r\nok${HIDDEN}`,
  'a switch to HTTP/2': `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n${HIDDEN}`,
  'a switch after an announcement': `HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n${HIDDEN}`,
  'a body in an announcement': `HTTP/1.1 103 Early Hints\r\nContent-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`,
  'trailers that name a length': `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nContent-Length: 99\r\n\r\n${HIDDEN}`,
};

it.each(Object.entries(ODD))('%s', async (_name, bytes) => {
  answer = (socket) => socket.end(Buffer.from(bytes, 'latin1'));
  const text = await askOdd();
  expect(text.match(/HTTP\/1\.1 /g)?.length ?? 0).toBeLessThanOrEqual(2);
  expect(text).toMatch(/^(?:HTTP\/1\.1 \d{3} |$)/);
  await expectNext();
});

it('that are only announced, again and again, end the request', async () => {
  let sent = 0;
  answer = (socket) => {
    const announcements = Buffer.from('HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n'.repeat(1_000));
    const more = () => {
      while (!socket.destroyed && socket.write(announcements)) sent += 1;
    };
    socket.on('drain', more);
    more();
  };
  expect(await askOdd()).toMatch(/^HTTP\/1\.1 502 /);
  expect(sent).toBeLessThan(10_000);
  await expectNext();
});

it('after a few announcements are answers', async () => {
  answer = (socket) => {
    socket.write(
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n',
    );
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  };
  expect(await askOdd()).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*\r\n\r\nok$/);
});
