import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { duplexPair } from './duplex-pair.ts';

async function read(end: Duplex): Promise<string> {
  const chunks: Buffer[] = [];
  end.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(end, 'end');
  return Buffer.concat(chunks).toString();
}

it('carries bytes both ways, and each half ends by itself', async () => {
  const [a, b] = duplexPair();
  a.end('question');
  expect(await read(b)).toBe('question');
  b.end('answer');
  expect(await read(a)).toBe('answer');
});

it('holds a writer back while the other end does not read', async () => {
  const [a, b] = duplexPair();
  let written = 0;
  for (let i = 0; i < 100; i++) a.write(Buffer.alloc(16 * 1024), () => (written += 1));
  await new Promise((resolve) => setImmediate(resolve));
  expect(written).toBeLessThan(10);
  b.resume();
  a.end();
  await once(b, 'end');
  expect(written).toBe(100);
});

it('closes both ends when one breaks off', async () => {
  const [a, b] = duplexPair();
  a.destroy();
  await once(b, 'close');
  expect(b.destroyed).toBe(true);
});
