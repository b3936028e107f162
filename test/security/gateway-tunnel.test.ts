import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClientHello } from '../../electron/gateway/client-hello.ts';
import { INTERNET, openTcp, RawClient, TestGateway, type TestServer } from '../harness/gateway/gateway.ts';

/** Attacks through CONNECT: the data for a server must begin with a TLS handshake that names the allowed host. */
let gateway: TestGateway;
let server: TestServer;
let received: Buffer[];
let hello: Buffer;

beforeAll(async () => {
  gateway = new TestGateway(400);
  gateway.names.set('allowed.test', [INTERNET]);
  received = [];
  server = await openTcp((socket) => {
    const index = received.push(Buffer.alloc(0)) - 1;
    socket.on('data', (chunk: Buffer) => {
      received[index] = Buffer.concat([received[index] ?? Buffer.alloc(0), chunk]);
    });
    socket.on('end', () => socket.end());
  });
  await gateway.setPolicy({
    rules: [{ id: 'r', effect: 'allow', host: 'allowed.test', ports: [server.port] }],
  });
  hello = await captureHello('allowed.test');
});

afterAll(async () => {
  await gateway.close();
  await server.close();
});

async function captureHello(servername: string): Promise<Buffer> {
  const listener = createServer();
  listener.listen(0, INTERNET);
  await once(listener, 'listening');
  const client = connectTls({ host: INTERNET, port: (listener.address() as AddressInfo).port, servername });
  // The listener answers no hello, so the client fails.
  client.on('error', () => undefined);
  const [socket] = (await once(listener, 'connection')) as [Socket];
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  client.destroy();
  socket.destroy();
  listener.close();
  return bytes;
}

async function openTunnel(): Promise<RawClient> {
  const client = new RawClient(gateway.proxyPort());
  client.send(`CONNECT allowed.test:${server.port} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await client.until((text) => text.includes('\r\n\r\n'));
  return client;
}

async function send(pieces: readonly Uint8Array[]): Promise<void> {
  const client = await openTunnel();
  for (const piece of pieces) {
    client.send(Buffer.from(piece));
    await new Promise((resolve) => setImmediate(resolve));
  }
  client.socket.end();
  await client.untilClosed();
  client.close();
}

function expectOnlyNamedHellos(): void {
  for (const bytes of received) {
    if (bytes.length === 0) continue;
    expect(readClientHello(bytes.subarray(0, hello.length + 100))).toMatchObject({
      kind: 'hello',
      serverName: 'allowed.test',
      encryptedHello: false,
    });
  }
}

async function expectNothingLeft(): Promise<void> {
  const pong = await gateway.command({ type: 'ping' });
  expect(pong).toMatchObject({
    type: 'pong',
    stats: { faults: 0, agents: [{ openFlows: 0, heldRequests: 0 }] },
  });
}

describe('a tunnel', () => {
  it('carries an honest handshake, in one piece or byte by byte', async () => {
    await send([hello]);
    await send([...hello].map((byte) => Uint8Array.of(byte)));
    expect(received.filter((bytes) => bytes.equals(hello))).toHaveLength(2);
    await expectNothingLeft();
  });

  it('carries nothing that is not a handshake with the right name', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 3 }), async (pieces) => {
        await send(pieces);
        expectOnlyNamedHellos();
      }),
      { numRuns: 60 },
    );
    await expectNothingLeft();
  }, 30_000);

  it('carries no damaged handshake that a server could read differently', async () => {
    const edit = fc.record({
      at: fc.nat(hello.length - 1),
      remove: fc.nat(4),
      insert: fc.uint8Array({ maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(edit, async ({ at, remove, insert }) => {
        await send([hello.subarray(0, at), insert, hello.subarray(at + remove)]);
        expectOnlyNamedHellos();
      }),
      { numRuns: 120 },
    );
    await expectNothingLeft();
  }, 30_000);

  it('that stays silent is closed, and leaves nothing behind', async () => {
    const clients = await Promise.all(Array.from({ length: 50 }, openTunnel));
    await Promise.all(clients.map((client) => client.untilClosed()));
    for (const client of clients) client.close();
    await expectNothingLeft();
  });

  it('abandoned at any moment leaves nothing behind', async () => {
    for (let length = 0; length < 60; length += 7) {
      const client = new RawClient(gateway.proxyPort());
      client.send(`CONNECT allowed.test:${server.port} HTTP/1.1\r\nHost: x\r\n\r\n`.slice(0, length));
      await new Promise((resolve) => setImmediate(resolve));
      client.socket.resetAndDestroy();
    }
    const client = await openTunnel();
    client.send(hello.subarray(0, 50));
    client.socket.resetAndDestroy();
    await gateway.decision(
      (record) => record.error === 'reset' || record.reason === 'not-tls' || record.final,
    );
    await send([hello]);
    await expectNothingLeft();
  });
});

describe('a CONNECT request', () => {
  it.each([
    'allowed.test',
    'allowed.test:',
    'allowed.test:0',
    'allowed.test:99999',
    'allowed.test.:443',
    'evil@allowed.test:443',
    'allowed.test:443@evil.test:443',
    'http://allowed.test:443',
    '/',
    '*',
    '127.0.0.1:443',
    '[::ffff:127.0.0.1]:443',
    '0x7f000001:443',
    '2130706433:443',
    'allowed.test%00.evil:443',
    'allowed.test%2eevil:443',
    'аllowed.test:443',
  ])('for %s is refused', async (authority) => {
    const before = received.length;
    const client = new RawClient(gateway.proxyPort());
    client.send(Buffer.from(`CONNECT ${authority} HTTP/1.1\r\nHost: x\r\n\r\n`));
    expect(await client.untilClosed()).toMatch(/^HTTP\/1.1 40[03] /);
    client.close();
    expect(received.length).toBe(before);
  });
});
