import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { connect } from 'node:tls';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { propertyRuns } from '../../test/harness/property-setup.ts';
import { readClientHello } from './client-hello.ts';

/** The bytes that Node's TLS sends. */
async function captureHello(servername: string | undefined): Promise<Buffer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect({
    host: '127.0.0.1',
    port,
    ...(servername === undefined ? {} : { servername }),
    ALPNProtocols: ['h2'],
  });
  // The client fails because no server answers it.
  client.on('error', () => undefined);
  const [socket] = (await once(server, 'connection')) as [Socket];
  const [hello] = (await once(socket, 'data')) as [Buffer];
  client.destroy();
  socket.destroy();
  server.close();
  return hello;
}

/** Splits the handshake message into records of that size. */
function refragment(hello: Buffer, size: number): Buffer {
  const body = hello.subarray(5);
  const records: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size);
    records.push(Buffer.from([22, 3, 1, part.length >> 8, part.length & 255]), part);
  }
  return Buffer.concat(records);
}

/** A ClientHello with just these extensions. */
function buildHello(extensions: readonly (readonly [type: number, body: Buffer])[]): Buffer {
  const list = Buffer.concat(
    extensions.map(([type, body]) =>
      Buffer.concat([Buffer.from([type >> 8, type & 255, body.length >> 8, body.length & 255]), body]),
    ),
  );
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32),
    Buffer.from([0, 0, 2, 0x13, 0x01, 1, 0, list.length >> 8, list.length & 255]),
    list,
  ]);
  const handshake = Buffer.concat([Buffer.from([1, 0, body.length >> 8, body.length & 255]), body]);
  return Buffer.concat([Buffer.from([22, 3, 1, handshake.length >> 8, handshake.length & 255]), handshake]);
}

function nameExtension(...names: string[]): Buffer {
  const list = Buffer.concat(
    names.map((name) =>
      Buffer.concat([Buffer.from([0, name.length >> 8, name.length & 255]), Buffer.from(name)]),
    ),
  );
  return Buffer.concat([Buffer.from([list.length >> 8, list.length & 255]), list]);
}

describe('readClientHello', () => {
  let hello: Buffer;
  beforeAll(async () => {
    hello = await captureHello('api.example.com');
  });

  it('finds the name in a real hello, and its absence', async () => {
    expect(readClientHello(hello)).toEqual({
      kind: 'hello',
      serverName: 'api.example.com',
      encryptedHello: false,
    });
    expect(readClientHello(await captureHello(undefined))).toMatchObject({
      kind: 'hello',
      serverName: undefined,
    });
  });

  it('waits for the rest, wherever it was cut', () => {
    for (let length = 0; length < hello.length; length += 1) {
      expect(readClientHello(hello.subarray(0, length)).kind).toBe('incomplete');
    }
  });

  it('reads it in records of any size', () => {
    for (const size of [1, 2, 3, 4, 5, 17, 100]) {
      expect(readClientHello(refragment(hello, size))).toMatchObject({ serverName: 'api.example.com' });
    }
  });

  it('reports an encrypted hello', () => {
    const crafted = buildHello([
      [0, nameExtension('public.example')],
      [0xfe0d, Buffer.from([0, 1, 2])],
    ]);
    expect(readClientHello(crafted)).toEqual({
      kind: 'hello',
      serverName: 'public.example',
      encryptedHello: true,
    });
    expect(readClientHello(buildHello([[0xffce, Buffer.from([1])]]))).toMatchObject({ encryptedHello: true });
  });

  it.each([
    ['two names', buildHello([[0, nameExtension('a.com', 'b.com')]])],
    [
      'two name extensions',
      buildHello([
        [0, nameExtension('a.com')],
        [0, nameExtension('b.com')],
      ]),
    ],
    ['an empty name', buildHello([[0, nameExtension('')]])],
    ['an empty extension', buildHello([[0, Buffer.alloc(0)]])],
  ])('refuses %s', (_what, bytes) => {
    expect(readClientHello(bytes).kind).toBe('malformed');
  });

  it('knows other protocols at the first byte', () => {
    expect(readClientHello(Buffer.from('SSH-2.0-x\r\n')).kind).toBe('not-tls');
    expect(readClientHello(Buffer.from('GET / HTTP/1.1\r\n')).kind).toBe('not-tls');
    expect(readClientHello(Buffer.from([22, 2, 0])).kind).toBe('not-tls');
  });

  it('is bounded: something endless is refused, not awaited', () => {
    const endless = Buffer.concat(Array.from({ length: 5_000 }, () => Buffer.from([22, 3, 1, 0, 1, 1])));
    expect(readClientHello(endless).kind).toBe('malformed');
    const huge = Buffer.from([22, 3, 1, 0x3f, 0xff, 1, 0xff, 0xff, 0xff]);
    expect(readClientHello(huge).kind).toBe('malformed');
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void readClientHello(Buffer.from(bytes))),
      { numRuns: propertyRuns(200) },
    );
  });

  it('never takes a damaged hello for one with another name', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 255 }), (position, value) => {
        const damaged = Buffer.from(hello);
        damaged[position % damaged.length] = value;
        const result = readClientHello(damaged);
        if (result.kind !== 'hello' || result.serverName === undefined) return;
        // The hello is either unchanged, or exactly one byte of the name itself was changed.
        const differing = [...result.serverName].filter(
          (character, index) => character !== 'api.example.com'[index],
        );
        expect(result.serverName.length).toBe('api.example.com'.length);
        expect(differing.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: propertyRuns(200) },
    );
  });
});
