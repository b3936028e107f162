import { once } from 'node:events';
import { connect as connectHttp2, constants } from 'node:http2';
import { expect, it } from 'vitest';
import { http2Gateway } from '../harness/gateway/http2-gateway.ts';

const { gateway, seen, serving, port, open, ask, secured, server } = http2Gateway();

/** The beginning of every connection of HTTP/2, with settings of its own (RFC 9113 section 3.4). */
const PREFACE = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  frame(4, 0, 0, Buffer.alloc(0)),
]);

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

const stats = async () => {
  const pong = await gateway().command({ type: 'ping' });
  return pong.type === 'pong' ? pong.stats : expect.fail('no answer');
};

const closeOf = (connection: { once(event: 'close', listener: () => void): unknown }) =>
  new Promise<void>((resolve) => connection.once('close', resolve));

// First reported as https://github.com/haproxy/haproxy/issues/2312 (CVE-2023-44487).
it('ends a connection that takes its requests back again and again', async () => {
  serving.serve = () => undefined;
  const inner = await secured();
  inner.resume();
  inner.write(PREFACE);
  const authority = Buffer.from(`api.test:${port()}`);
  // GET, https, "/" and the authority, of HPACK's table (RFC 7541 appendix A); the stream ends with its head.
  const head = Buffer.concat([Buffer.from([0x82, 0x87, 0x84, 0x41, authority.length]), authority]);
  const CANCEL = Buffer.from([0, 0, 0, constants.NGHTTP2_CANCEL]);
  const taken = [...Array(400).keys()].flatMap((index) => [
    frame(1, 0x5, 2 * index + 1, head),
    frame(3, 0, 2 * index + 1, CANCEL),
  ]);
  inner.write(Buffer.concat(taken));
  expect(await gateway().decision(({ reason }) => reason === 'too-many-connections')).toMatchObject({
    verdict: 'blocked',
  });
  serving.serve = (stream) => stream.respond({ ':status': 200 }, { endStream: true });
  expect((await ask({})).status).toBe(200);
  expect((await stats()).faults).toBe(0);
});

// First reported as https://github.com/zcash/lightwalletd/issues/478 (CVE-2024-28182).
it('ends a connection that continues its headers without end', async () => {
  const inner = await secured();
  const closed = closeOf(inner);
  inner.resume();
  inner.write(PREFACE);
  inner.write(frame(1, 0, 1, Buffer.from([0x82, 0x84, 0x87])));
  const field = [
    Buffer.from([0, 1]),
    Buffer.from('a'),
    Buffer.from([0x7f, 0x81, 0x07]),
    Buffer.alloc(1_024, 'x'),
  ];
  while (!inner.destroyed) {
    inner.write(frame(9, 0, 1, Buffer.concat(field)));
    await new Promise(setImmediate);
  }
  await closed;
  expect(seen).toEqual([]);
  expect((await stats()).faults).toBe(0);
});

it('holds no more streams of a client that reads nothing than its memory allows, and serves the next', async () => {
  const large = Buffer.alloc(512 * 1024, 'x');
  serving.serve = (stream) => {
    stream.respond({ ':status': 200 });
    stream.end(large);
  };
  const sessions = await Promise.all(
    [1, 2, 3].map(async () => {
      const inner = await secured();
      const settings = { initialWindowSize: 0 };
      const session = connectHttp2('https://api.test', { createConnection: () => inner, settings });
      session.on('error', () => undefined);
      return session;
    }),
  );
  for (const session of sessions) {
    for (let sent = 0; sent < 100; sent += 1)
      session.request({ ':path': '/', ':authority': `api.test:${port()}` }).on('error', () => undefined);
  }
  await gateway().decision(({ error }) => error === 'over-limit');
  expect((await ask({})).body).toHaveLength(large.length);
  for (const session of sessions) session.destroy();
  expect((await stats()).faults).toBe(0);
});

it('serves no other protocol on a stream', async () => {
  const session = await open();
  await once(session, 'remoteSettings');
  expect(session.remoteSettings.enableConnectProtocol).not.toBe(true);
  const stream = session.request({ ':method': 'CONNECT', ':authority': 'api.test:22' });
  stream.on('error', () => undefined);
  stream.end('SSH-2.0');
  const [headers] = (await once(stream, 'response')) as [{ ':status': number }];
  expect(headers[':status']).toBe(400);
  expect(seen).toEqual([]);
});

it('tells a program that speaks HTTP/2 alone when the server does not', async () => {
  server().close();
  const answer = await ask({});
  expect(answer).toMatchObject({ status: 502, body: expect.stringContaining('unreachable') });
  expect(await gateway().decision(({ error }) => error === 'unreachable')).toMatchObject({ status: 502 });
});

it('opens a new connection to a server that went away, and passes on the reason of a stream that broke', async () => {
  serving.serve = (stream) => {
    stream.respond({ ':status': 200 });
    stream.write('half', () => stream.destroy(new Error('broke')));
  };
  const session = await open();
  const broken = session.request({ ':path': '/' });
  broken.on('error', () => undefined);
  broken.resume();
  await closeOf(broken);
  expect(broken.rstCode).toBe(constants.NGHTTP2_INTERNAL_ERROR);
  serving.serve = (stream) => {
    stream.respond({ ':status': 200 });
    stream.end('again');
    stream.session?.close();
  };
  for (let tried = 0; tried < 3; tried += 1) expect((await ask({}, undefined, session)).body).toBe('again');
});
