import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { pump } from './pump.ts';

/** Takes one chunk, and then nothing until `release`. */
function slowSink() {
  let release: () => void = () => {};
  const sink = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => {
      release = done;
    },
  });
  return { sink, release: () => release() };
}

const pumped = (source: IncomingMessage, sink: Writable) =>
  pump({ source, sink, gate: { spend: () => 0 }, memory: { grow: () => {} } as never, count: () => {} });

it('ends with its message, though the message has lost its connection by then', async () => {
  const socket = new Socket();
  const source = new IncomingMessage(socket);
  const { sink, release } = slowSink();
  pumped(source, sink);
  source.push('the last bytes');
  source.push(null);
  // Node's HTTP client does the same with a complete message.
  source.complete = true;
  Object.assign(source, { socket: null });
  await new Promise((resolve) => source.once('end', resolve));
  release();
  await finished(sink);
  expect(sink.writableFinished).toBe(true);
});

it('leaves a connection alone that carries the next message', async () => {
  const socket = new Socket();
  const source = new IncomingMessage(socket);
  const { sink } = slowSink();
  pumped(source, sink);
  source.complete = true;
  source.push('the last bytes');
  source.push(null);
  await new Promise((resolve) => source.once('end', resolve));
  expect(socket.isPaused()).toBe(false);
});
