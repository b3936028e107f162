import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { Engine } from '../docker/engine.ts';
import { HistoryReader } from './history.ts';

/** An engine whose log of a terminal holds these lines, to the second, as Podman 4.3 does. */
function engineWith(stored: string[]): Engine {
  const logs = async (_id: string, { since = 0 }: { since?: number } = {}) => {
    const from = stored.filter((line) => Date.parse(line.slice(0, 20)) >= Math.floor(since) * 1000);
    return Readable.from([Buffer.from(from.map((line) => `${line}\n`).join(''))]);
  };
  return { logs } as unknown as Engine;
}

it('reads on within a second of which it has lines already, without loss or doubling', async () => {
  const stored = ['2026-11-27T03:15:11Z one', '2026-11-27T03:15:12Z two', '2026-11-27T03:15:12Z two'];
  const seen: string[] = [];
  const reader = new HistoryReader({
    engine: engineWith(stored),
    containerId: 'c',
    tty: true,
    range: { tail: 10 },
    attachedAt: undefined,
    signal: new AbortController().signal,
    emit: ({ text }) => seen.push(text),
    onChunk: () => undefined,
    isEnough: () => false,
  });
  await reader.read();
  stored.push('2026-11-27T03:15:12Z three', '2026-11-27T03:15:13Z four');
  await reader.read();
  await reader.read();
  expect(seen).toEqual(['one', 'two', 'two', 'three', 'four']);
});
