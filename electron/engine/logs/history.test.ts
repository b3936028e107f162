import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { Engine } from '../docker/engine.ts';
import { PIECE_BYTES } from '../docker/stamp.ts';
import { HistoryReader } from './history.ts';

/** An engine whose log of a terminal holds these lines, to the second, as Podman 4.3 does. */
function engineWith(stored: string[]): Engine {
  const logs = async (_id: string, { since = 0 }: { since?: number } = {}) => {
    const from = stored.filter((line) => Date.parse(line.slice(0, 20)) >= Math.floor(since) * 1000);
    return Readable.from([Buffer.from(from.map((line) => `${line}\n`).join(''))]);
  };
  return { logs } as unknown as Engine;
}

function readerOf(engine: Engine, seen: string[], tty = true): HistoryReader {
  return new HistoryReader({
    engine,
    containerId: 'c',
    tty,
    range: { tail: 10 },
    startedAt: 0,
    attachedAt: undefined,
    signal: new AbortController().signal,
    emit: ({ text }) => seen.push(text),
    onChunk: () => undefined,
    isEnough: () => false,
  });
}

it('reads on within a second of which it has lines already, without loss or doubling', async () => {
  const stored = ['2026-11-27T03:15:11Z one', '2026-11-27T03:15:12Z two', '2026-11-27T03:15:12Z two'];
  const seen: string[] = [];
  const reader = readerOf(engineWith(stored), seen);
  await reader.read();
  stored.push('2026-11-27T03:15:12Z three', '2026-11-27T03:15:13Z four');
  expect(await reader.read()).toBe(true);
  expect(await reader.read()).toBe(false);
  expect(seen).toEqual(['one', 'two', 'two', 'three', 'four']);
});

const stampAt = (second: number) => `2026-11-27T03:15:${second}.000000001Z `;

/** An engine that answers with each of these in turn, then with the last. */
function engineAnswering(answers: (string | Buffer)[]): Engine {
  const logs = async () =>
    Readable.from([Buffer.from((answers.length > 1 ? answers.shift() : answers[0]) ?? '')]);
  return { logs } as unknown as Engine;
}

it('emits a long line once it is whole, though it was first read while the engine stored it', async () => {
  const first = stampAt(11) + 'a'.repeat(PIECE_BYTES);
  const seen: string[] = [];
  const reader = readerOf(engineAnswering([first, `${first}${stampAt(12)}end\n`]), seen);
  expect(await reader.read()).toBe(true);
  expect(reader.newestAt).toBe(Date.parse(stampAt(11).trim()));
  expect(seen).toEqual([]);
  expect(await reader.read()).toBe(true);
  expect(await reader.read()).toBe(false);
  reader.finish();
  expect(seen).toEqual([`${'a'.repeat(PIECE_BYTES)}end`]);
});

it('emits a prompt, which has no end, when the reading is over', async () => {
  const seen: string[] = [];
  const reader = readerOf(engineAnswering([`${stampAt(11)}hello\n${stampAt(12)}password: `]), seen);
  await reader.read();
  expect(await reader.read()).toBe(false);
  expect(seen).toEqual(['hello']);
  reader.finish();
  reader.finish();
  expect(seen).toEqual(['hello', 'password: ']);
});

it('reads an unfinished line of one stream again after newer lines of the other', async () => {
  const frame = (stream: 1 | 2, text: string) => {
    const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
    header.writeUInt32BE(text.length, 4);
    return Buffer.concat([header, Buffer.from(text)]);
  };
  const begun = Buffer.concat([
    frame(1, stampAt(11) + 'a'.repeat(PIECE_BYTES)),
    frame(2, `${stampAt(12)}problem\n`),
  ]);
  const seen: string[] = [];
  const whole = Buffer.concat([begun, frame(1, `${stampAt(13)}end\n`)]);
  const reader = readerOf(engineAnswering([begun, whole]), seen, false);
  await reader.read();
  await reader.read();
  await reader.read();
  expect(seen).toEqual(['problem', `${'a'.repeat(PIECE_BYTES)}end`]);
});
