import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { duplexPair } from '../lib/duplex-pair.ts';
import { framedPort, MAXIMUM_WAITING_BYTES } from './framed-port.ts';

const LIMIT = 1024;
const nothing = new Uint8Array();

/** Posts messages, and returns the bytes that leave. */
async function bytesOf(messages: readonly unknown[]): Promise<Buffer> {
  const [socket, peer] = duplexPair();
  const port = framedPort(socket, nothing, LIMIT);
  for (const message of messages) port.post(message);
  port.close();
  return Buffer.concat(await peer.toArray());
}

/** A port whose peer sent the bytes in pieces, the first of them with the upgrade. */
function receive(pieces: readonly Uint8Array[], maximumBytes = LIMIT) {
  const [socket, peer] = duplexPair();
  const port = framedPort(socket, pieces[0] ?? nothing, maximumBytes);
  for (const piece of pieces.slice(1)) peer.write(piece);
  const messages: unknown[] = [];
  const closed = vi.fn();
  port.onClose(closed);
  return { port, peer, messages, closed, listen: () => port.onMessage((message) => messages.push(message)) };
}

it('carries messages whose bytes arrive in any pieces, also before somebody listens', async () => {
  const values = fc.array(fc.oneof(fc.string(), fc.integer(), fc.uint8Array()), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(values, fc.array(fc.nat(), { maxLength: 8 }), async (sent, cuts) => {
      const bytes = await bytesOf(sent);
      const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted(
        (a, b) => a - b,
      );
      const pieces = places.slice(1).map((place, index) => bytes.subarray(places[index], place));
      const { messages, listen } = receive(pieces);
      listen();
      await vi.waitFor(() => expect(messages).toHaveLength(sent.length), { interval: 1 });
      const plain = (value: unknown) => (value instanceof Uint8Array ? [...value] : value);
      expect(messages.map(plain)).toEqual(sent.map(plain));
    }),
  );
});

it.each([
  ['a message that is too long', Buffer.from([0, 0, 4, 1])],
  ['what is no message', Buffer.from([0, 0, 0, 1, 0xc1])],
  ['a request of HTTP', Buffer.from('GET / HTTP/1.1\r\n')],
])('disconnects a peer that sends %s', async (_what, bytes) => {
  const { closed, messages, listen } = receive([nothing, bytes]);
  listen();
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  expect(messages).toEqual([]);
});

it('closes when the peer has gone, and tells late listeners', async () => {
  const { port, peer, closed } = receive([nothing]);
  peer.end();
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  const late = vi.fn();
  port.onClose(late);
  expect(late).toHaveBeenCalledOnce();
  port.post('after the end');
});

it('disconnects a peer that reads nothing', async () => {
  const socket = new Duplex({ read: () => undefined, write: () => undefined });
  const port = framedPort(socket, nothing, LIMIT);
  const bytes = new Uint8Array(MAXIMUM_WAITING_BYTES / 8);
  for (let count = 0; count < 8; count += 1) port.post(bytes);
  expect(socket.destroyed).toBe(false);
  port.post('one more');
  expect(socket.destroyed).toBe(true);
});
