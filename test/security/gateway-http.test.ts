import type { Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INTERNET, openTcp, RawClient, TestGateway, type TestServer } from '../harness/gateway/gateway.ts';

/**
 * Attacks on the HTTP side of the gateway. The tests check the data that the server gets: only complete requests to the
 * allowed host, and never one without a decision of the gateway.
 */
let gateway: TestGateway;
let server: TestServer;
let target: string;
/** All data that the connections to the server have received. */
let received: string[];

beforeAll(async () => {
  gateway = new TestGateway(500);
  gateway.names.set('allowed.test', [INTERNET]);
  received = [];
  server = await openTcp(answerEverything);
  target = `allowed.test:${server.port}`;
  const rule = {
    id: 'r',
    effect: 'allow' as const,
    host: 'allowed.test',
    ports: [server.port],
    paths: ['/ok'],
  };
  await gateway.setPolicy({ rules: [rule] });
});

afterAll(async () => {
  await gateway.close();
  await server.close();
});

/** A very lenient server: it takes every line that looks like a request line for a request. */
function answerEverything(socket: Socket): void {
  const index = received.push('') - 1;
  socket.on('data', (chunk: Buffer) => {
    received[index] += chunk.toString('latin1');
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
}

/** For what the gateway always answers: the time only bounds a failure. */
const ALWAYS_ANSWERED_MS = 20_000;

/**
 * Sends bytes; closes the connection after the first answer, or when none arrives because the gateway waits for more.
 */
async function attack(bytes: string | Buffer, patienceMs = 150): Promise<string> {
  const client = new RawClient(gateway.proxyPort());
  client.send(bytes);
  const timer = setTimeout(() => client.close(), patienceMs);
  await client.until((text) => /\r\n\r\n[\s\S]+/.test(text));
  clearTimeout(timer);
  client.socket.end();
  const text = client.closed ? client.text : await client.untilClosed();
  client.close();
  return text;
}

function expectNothingSmuggled(): void {
  const all = received.join('\n');
  expect(all).not.toMatch(/smuggled/i);
  for (const [, host] of all.matchAll(/^Host: (.*)\r$/gim)) expect(host).toBe(target);
  for (const line of all.match(/^[A-Z]+ \S+ HTTP\/1\.[01]\r$/gm) ?? []) expect(line).toMatch(/^[A-Z]+ \/ok/);
  for (const decision of gateway.decisions) {
    if (decision.verdict === 'allowed') expect(decision.host).toBe('allowed.test');
  }
}

async function expectAlive(): Promise<void> {
  expect(
    await attack(
      `GET http://${target}/ok HTTP/1.1\r\nHost: ${target}\r\nConnection: close\r\n\r\n`,
      ALWAYS_ANSWERED_MS,
    ),
  ).toMatch(/^HTTP\/1.1 200/);
  const pong = await gateway.command({ type: 'ping' });
  expect(pong).toMatchObject({ type: 'pong', stats: { faults: 0 } });
}

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: evil.test\r\n\r\n';

describe('request smuggling', () => {
  const post = (headers: string, body = '', version = 'HTTP/1.1') =>
    `POST http://${target}/ok ${version}\r\nHost: ${target}\r\n${headers}\r\n${body}`;
  const zero = '0\r\n\r\n';

  it.each([
    [
      'length and chunked',
      () => post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', zero + SMUGGLED),
    ],
    [
      'chunked and length',
      () => post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', zero + SMUGGLED),
    ],
    ['two lengths', () => post(`Content-Length: 0\r\nContent-Length: ${SMUGGLED.length}\r\n`, SMUGGLED)],
    ['a list of lengths', () => post(`Content-Length: 0, ${SMUGGLED.length}\r\n`, SMUGGLED)],
    ['a signed length', () => post('Content-Length: +0\r\n', SMUGGLED)],
    ['a hexadecimal length', () => post('Content-Length: 0x0\r\n', SMUGGLED)],
    ['an unknown encoding', () => post('Transfer-Encoding: xchunked\r\n', zero + SMUGGLED)],
    ['chunked twice', () => post('Transfer-Encoding: chunked, chunked\r\n', zero + SMUGGLED)],
    ['chunked, then identity', () => post('Transfer-Encoding: chunked, identity\r\n', zero + SMUGGLED)],
    [
      'two encodings',
      () => post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', zero + SMUGGLED),
    ],
    [
      'an encoding behind a tab',
      () => post('Transfer-Encoding:\tchunked\r\nContent-Length: 4\r\n', zero + SMUGGLED),
    ],
    [
      'a blank before the colon',
      () => post('Transfer-Encoding : chunked\r\nContent-Length: 4\r\n', zero + SMUGGLED),
    ],
    [
      'a folded header',
      () => post('Transfer-Encoding:\r\n chunked\r\nContent-Length: 4\r\n', zero + SMUGGLED),
    ],
    [
      'a control character in the name',
      () => post('Transfer-Encoding\x0b: chunked\r\nContent-Length: 4\r\n', zero + SMUGGLED),
    ],
    ['a NUL in the value', () => post('Content-Length: 0\0\r\n', SMUGGLED)],
    [
      'bare line feeds',
      () => `POST http://${target}/ok HTTP/1.1\nHost: ${target}\nContent-Length: 0\n\n${SMUGGLED}`,
    ],
    [
      'a bare carriage return',
      () => post('X: 1\rTransfer-Encoding: chunked\r\nContent-Length: 4\r\n', zero + SMUGGLED),
    ],
    ['chunked in HTTP/1.0', () => post('Transfer-Encoding: chunked\r\n', zero + SMUGGLED, 'HTTP/1.0')],
    ['a malformed chunk size', () => post('Transfer-Encoding: chunked\r\n', `0x0\r\n\r\n${SMUGGLED}`)],
    ['a negative chunk size', () => post('Transfer-Encoding: chunked\r\n', `-1\r\n\r\n${SMUGGLED}`)],
    [
      'an enormous chunk size',
      () => post('Transfer-Encoding: chunked\r\n', `fffffffffffffffff\r\n${SMUGGLED}`),
    ],
    ['a chunk without its end', () => post('Transfer-Encoding: chunked\r\n', `3\r\nabcX\r\n${SMUGGLED}`)],
    ['another host in the target', () => `GET http://evil.test/smuggled HTTP/1.1\r\nHost: ${target}\r\n\r\n`],
    ['another host in the header', () => `GET http://${target}/ok HTTP/1.1\r\nHost: evil.test\r\n\r\n`],
    ['two hosts', () => `GET http://${target}/ok HTTP/1.1\r\nHost: ${target}\r\nHost: evil.test\r\n\r\n`],
    [
      'a user name in the target',
      () => `GET http://${target}@evil.test/smuggled HTTP/1.1\r\nHost: ${target}\r\n\r\n`,
    ],
    [
      'a line break in the target',
      () => `GET http://${target}/ok%0d%0aX:/smuggled\x85 HTTP/1.1\r\nHost: ${target}\r\n\r\n`,
    ],
    ['a dot segment', () => `GET http://${target}/ok/../smuggled HTTP/1.1\r\nHost: ${target}\r\n\r\n`],
    [
      'a tunnel in a request',
      () => post('Content-Length: 0\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n', SMUGGLED),
    ],
    ['the HTTP/2 preface', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/0.9', () => `GET http://${target}/smuggled\r\n`],
    ['a missing host', () => `GET http://${target}/ok HTTP/1.1\r\n\r\n`],
  ])('by %s reaches no server', async (_how, bytes) => {
    await attack(bytes());
    expectNothingSmuggled();
    await expectAlive();
  });

  it('by any damage to a request reaches no server', async () => {
    const request = Buffer.from(
      post('Content-Length: 5\r\n', 'hello') +
        post('Transfer-Encoding: chunked\r\n', `5\r\nhello\r\n${zero}`),
    );
    const edit = fc.record({
      at: fc.nat(request.length - 1),
      remove: fc.nat(3),
      insert: fc.uint8Array({ maxLength: 4 }),
    });
    const damage = (edits: readonly { at: number; remove: number; insert: Uint8Array }[]) =>
      edits.reduce(
        (bytes, { at, remove, insert }) =>
          Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]),
        request,
      );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 10, maxLength: 10 }),
        async (attacks) => {
          await Promise.all(attacks.map((edits) => attack(damage(edits))));
          for (const decision of gateway.decisions) {
            if (decision.verdict === 'allowed') expect(decision.host).toBe('allowed.test');
          }
          for (const [, host] of received.join('\n').matchAll(/^Host: (.*)\r$/gim)) expect(host).toBe(target);
        },
      ),
      { numRuns: 20 },
    );
    await expectAlive();
  }, 30_000);
});

describe('floods', () => {
  it('of headers are refused', async () => {
    const refused = (path: string, headers: string) =>
      attack(
        `GET http://${target}/${path} HTTP/1.1\r\nHost: ${target}\r\n${headers}\r\n`,
        ALWAYS_ANSWERED_MS,
      );
    const tiny = Array.from({ length: 1_000 }, (_, index) => `x${index}: 1\r\n`).join('');
    expect(await refused('ok', tiny)).toMatch(/^HTTP\/1.1 400/);
    expect(await refused('ok', `X: ${'x'.repeat(100_000)}\r\n`)).toMatch(/^HTTP\/1.1 431/);
    expect(await refused('x'.repeat(100_000), '')).toMatch(/^HTTP\/1.1 431/);
    await expectAlive();
  });

  it('of requests on one connection end it', async () => {
    const client = new RawClient(gateway.proxyPort());
    client.send(`GET http://${target}/ok HTTP/1.1\r\nHost: ${target}\r\n\r\n`.repeat(500));
    await client.untilClosed();
    expect(client.text.split('HTTP/1.1 200').length).toBeLessThan(50);
    client.close();
    await expectAlive();
  });

  it('of connections that never finish their head are cut off', async () => {
    const clients = Array.from({ length: 50 }, () => new RawClient(gateway.proxyPort()));
    for (const client of clients) client.send('GET http://');
    await Promise.all(clients.map((client) => client.untilClosed()));
    await expectAlive();
    expect(await gateway.command({ type: 'ping' })).toMatchObject({ stats: { agents: [{ openFlows: 0 }] } });
  });
});
