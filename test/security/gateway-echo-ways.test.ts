import type { Duplex } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FrameReader, frame } from '../../electron/gateway/websocket-frames.ts';
import {
  credentialGateway,
  expectHidden,
  KEY,
  PLACEHOLDER,
  VALUE,
} from '../harness/gateway/credential-gateway.ts';

/** Less common ways in which a server returns a credential. */
const { servers, seen, gateway, ask, open, head } = credentialGateway();

describe('a credential that a server gives back', () => {
  it.each([
    'Alt-Svc',
    'Content-Disposition',
    'Content-Location',
    'ETag',
    'Link',
    'Refresh',
    'Set-Cookie',
    'WWW-Authenticate',
    VALUE.replaceAll(/[^a-z]/g, '-'),
  ])('in the header %s is a placeholder again', async (name) => {
    servers.respond = (_request, response) => {
      response.setHeader(name, [`a; url="https://x.test/?k=${encodeURIComponent(VALUE)}"`, `b=${VALUE}`]);
      response.end();
    };
    expectHidden(await ask('/', KEY));
  });

  it('in trailers, informational answers and the reason of the status does not arrive', async () => {
    servers.respond = (_request, { socket }) => {
      socket?.write(`HTTP/1.1 103 ${VALUE}\r\nLink: <https://x.test/${VALUE}>\r\n\r\n`);
      socket?.write(`HTTP/1.1 100 ${VALUE}\r\nX-Key: ${VALUE}\r\n\r\n`);
      socket?.write(`HTTP/1.1 200 ${VALUE}\r\nTransfer-Encoding: chunked\r\nTrailer: X-Key\r\n\r\n`);
      socket?.end(`2;key=${encodeURIComponent(VALUE)}\r\nok\r\n0\r\nX-Key: ${VALUE}\r\n\r\n`);
    };
    const text = await ask('/', KEY);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*ok/);
    expect(text).not.toContain(VALUE);
    expect(text).not.toContain(encodeURIComponent(VALUE));
  });

  it.each([
    ['gzip twice', 'gzip, gzip', (text: string) => gzipSync(gzipSync(text))],
    ['deflate, then br', 'deflate, br', (text: string) => brotliCompressSync(deflateSync(text))],
  ])('in a body compressed by %s is a placeholder again', async (_how, encoding, compress) => {
    servers.respond = (_request, response) => {
      response.setHeader('Content-Encoding', encoding);
      response.end(compress(`{"key":"${VALUE}"}`));
    };
    expectHidden(await ask('/', KEY));
  });

  it.each(['zstd', 'compress', 'gzip, zstd', 'aes128gcm', 'gzip, gzip, gzip, gzip, gzip'])(
    'in a body encoded by %s, which cannot be searched, does not arrive',
    async (encoding) => {
      servers.respond = (_request, response) => {
        response.setHeader('Content-Encoding', encoding);
        response.end(`not really: ${VALUE}`);
      };
      const text = await ask('/', KEY);
      expect(text).toMatch(/^HTTP\/1\.1 502 [\s\S]*unreadable-answer/);
      expect(text).not.toContain(VALUE);
      expect(await gateway().decision(() => true)).toMatchObject({ status: 502, error: 'unreadable-answer' });
    },
  );

  it('in two parts of a text arrives whole, with its placeholder', async () => {
    const page = `the key is ${VALUE}, says the server`;
    servers.respond = (request, response) => {
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
      if (from === undefined) return void response.end(page);
      response.writeHead(206, { 'Content-Range': `bytes ${from}-${to}/${page.length}` });
      response.end(page.slice(Number(from), Number(to) + 1));
    };
    for (const range of ['bytes=0-15', 'bytes=16-35']) {
      const text = await ask('/', `${KEY}Range: ${range}\r\nIf-Range: "x"\r\n`);
      expect(text).toMatch(/^HTTP\/1\.1 200 /);
      expectHidden(text);
    }
    expect(seen).toHaveLength(4);
    expect(seen[1]?.headers).not.toHaveProperty('if-range');
  });

  it('leaves parts of what is no text alone', async () => {
    servers.respond = (_request, response) => {
      response.writeHead(206, { 'Content-Type': 'application/octet-stream', 'Content-Length': 4 });
      response.end('part');
    };
    expect(await ask('/', `${KEY}Range: bytes=0-3\r\n`)).toMatch(/^HTTP\/1\.1 206 [\s\S]*part$/);
    expect(seen).toHaveLength(1);
  });
});

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate\r\n';
const switching = (more = '') =>
  `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${more}\r\n`;
const textFrame = (text: string, final = true, opcode = 1) => frame({ final, opcode }, Buffer.from(text));

/** The content of the data frames. */
function contentOf(bytes: Buffer): string {
  let content = '';
  const reader = new FrameReader({
    head: () => true,
    payload: (part) => {
      content += part.toString('latin1');
    },
    end: () => undefined,
  });
  reader.push(bytes);
  return content;
}

describe('a credential in the messages of a WebSocket', () => {
  const connect = async (serve: (socket: Duplex) => void) => {
    servers.upgrade = (_request, socket) => serve(socket);
    const client = await open();
    client.send(`${head('/', KEY + UPGRADE)}\r\n`);
    return client;
  };

  it('is a placeholder again, with the switch, later, and in frames that divide it', async () => {
    const client = await connect((socket) => {
      socket.write(Buffer.concat([Buffer.from(switching()), textFrame(`first ${VALUE}`)]));
      socket.write(textFrame(`then ${VALUE.slice(0, 7)}`, false));
      socket.write(frame({ final: true, opcode: 9 }, Buffer.from(VALUE)));
      socket.write(textFrame(`${VALUE.slice(7)} over`, true, 0));
      socket.end();
    });
    await client.until((text) => text.includes('over'));
    const content = contentOf(client.received.subarray(client.text.indexOf('\r\n\r\n') + 4));
    expect(content).toContain(`first ${PLACEHOLDER}`);
    expect(content).toContain(`${PLACEHOLDER} over`);
    expect(client.text).not.toContain(VALUE);
    expect(seen[0]?.headers).not.toHaveProperty('sec-websocket-extensions');
    client.close();
  });

  it.each([
    ['compressed all the same', 'Sec-WebSocket-Extensions: permessage-deflate\r\n', textFrame(VALUE)],
    ['in what is no frame', '', Buffer.from(`${'\xff'.repeat(4)}${VALUE}`, 'latin1')],
  ])('does not arrive %s', async (_how, headers, bytes) => {
    const client = await connect((socket) => {
      socket.write(Buffer.concat([Buffer.from(switching(headers)), bytes]));
    });
    expect(await client.untilClosed()).not.toContain(VALUE);
  });

  it('records a placeholder that an agent sends in one', async () => {
    let received = '';
    const client = await connect((socket) => {
      socket.write(switching());
      socket.on('data', (bytes: Buffer) => {
        received += bytes.toString('latin1');
        socket.write(frame({ final: true, opcode: 8 }, Buffer.alloc(0)));
        socket.end();
      });
    });
    await client.until((text) => text.includes('\r\n\r\n'));
    const masked = textFrame(`{"key":"${PLACEHOLDER}"}`);
    masked[1] = (masked[1] ?? 0) | 0x80;
    client.send(Buffer.concat([masked.subarray(0, 2), Buffer.alloc(4), masked.subarray(2)]));
    await client.untilClosed();
    expect(received).toContain(PLACEHOLDER);
    expect(await gateway().decision(({ kind }) => kind === 'websocket')).toMatchObject({
      unfilledSecretNames: ['Key'],
    });
  });
});

it('records a tunnel that is asked for inside a tunnel, and ends the connection', async () => {
  const client = await open();
  client.send(`CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test\r\n${KEY}\r\n`);
  await client.untilClosed();
  expect(seen).toEqual([]);
  expect(await gateway().decision(({ host }) => host === 'evil.test')).toMatchObject({
    verdict: 'blocked',
    kind: 'tunnel',
    reason: 'malformed-request',
    method: 'CONNECT',
  });
});
