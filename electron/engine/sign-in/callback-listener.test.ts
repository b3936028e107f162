import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { listenForCallback } from './callback-listener.ts';

/** A port on which a server listened a moment ago. */
async function usedPort(): Promise<{ port: number; free(): Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const free = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  return { port, free };
}

it('passes on the path and query of a callback, and nothing else', async () => {
  const { port, free } = await usedPort();
  await free();
  const seen: string[] = [];
  const close = await listenForCallback({ port, path: '/callback' }, (target) => void seen.push(target));
  const address = `http://127.0.0.1:${port}`;
  const page = await fetch(`${address}/callback?code=c&state=s`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect((await fetch(`${address}/other?code=c`)).status).toBe(404);
  expect((await fetch(`${address}/callback`, { method: 'POST' })).status).toBe(404);
  expect(seen).toEqual(['/callback?code=c&state=s']);
  await close();
  await expect(fetch(address)).rejects.toThrow();
});

it('tells of a port that is in use', async () => {
  const { port, free } = await usedPort();
  await expect(listenForCallback({ port, path: '/' }, () => undefined)).rejects.toMatchObject({
    error: { type: 'conflict' },
  });
  await free();
});
