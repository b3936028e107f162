import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { pushChunks } from './push-chunks.ts';

it('ends a stream whose bytes the parser refuses, with the parser’s error', async () => {
  const stream = new PassThrough();
  const chunks: string[] = [];
  pushChunks(stream, (chunk) => {
    if (chunk.toString() === 'wrong') throw new Error('not understood');
    chunks.push(chunk.toString());
  });
  stream.write('right');
  stream.write('wrong');
  const [error] = await once(stream, 'error');
  expect(error).toHaveProperty('message', 'not understood');
  expect(chunks).toEqual(['right']);
  expect(stream.destroyed).toBe(true);
});
