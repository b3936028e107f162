import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { drained } from './drained.ts';

const full = () => {
  const stream = new PassThrough({ highWaterMark: 1 });
  stream.write('more than fits');
  return stream;
};

it('lets any number of writers wait with one listener', async () => {
  const stream = full();
  const waits = Array.from({ length: 50 }, () => drained(stream));
  expect(stream.listenerCount('drain')).toBe(1);
  stream.resume();
  await Promise.all(waits);
  expect(stream.listenerCount('drain')).toBe(0);
});

it('ends with the stream', async () => {
  const stream = full();
  const wait = drained(stream);
  stream.destroy();
  await wait;
  await drained(stream);
  expect(stream.listenerCount('close')).toBe(0);
});

it('waits again when the stream is full again', async () => {
  const stream = full();
  const first = drained(stream);
  stream.resume();
  await first;
  stream.pause();
  stream.write('more than fits');
  const second = drained(stream);
  stream.resume();
  await second;
});
