import { expect, it } from 'vitest';
import { ChunkJoiner } from './chunk-joiner.ts';

it('joins what was added, large and small, in order, and starts anew', () => {
  const joiner = new ChunkJoiner();
  expect(joiner.take()).toBeUndefined();
  const chunks = [1, 5_000, 1, 3, 9_000, 1_500, 2, 40_000].map((length, index) =>
    Buffer.alloc(length, index),
  );
  for (const chunk of chunks) joiner.add(chunk);
  for (let index = 0; index < 30_000; index += 1) joiner.add(Buffer.of(index % 256));
  const tail = Buffer.from(Array.from({ length: 30_000 }, (_, index) => index % 256));
  expect(joiner.take()?.equals(Buffer.concat([...chunks, tail]))).toBe(true);
  expect(joiner.isEmpty).toBe(true);
  joiner.add(Buffer.from('next'));
  expect(String(joiner.take())).toBe('next');
});
