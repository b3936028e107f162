import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { systemClock } from '../../lib/clock.ts';
import type { JoinLine } from './join.ts';
import { LiveStream } from './live-stream.ts';

const ATTACHED_AT = 100_000;

it('takes the rest of a line, whose beginning came before the attach, for a part of the stored line', async () => {
  const stream = new PassThrough();
  const seen: string[] = [];
  const live = new LiveStream({
    stream,
    tty: true,
    attachedAt: ATTACHED_AT,
    clock: systemClock,
    emit: ({ text }) => seen.push(text),
    onChunk: () => undefined,
  });
  stream.write('the mid');
  await new Promise(setImmediate);
  const stdout: JoinLine[] = [];
  const steps = [
    () => {
      stream.write('dle and the end\n');
      return false;
    },
    () => stdout.push({ text: 'the beginning, the middle and the end', at: ATTACHED_AT }) > 0,
  ];
  const joined = await live.join({ recent: { stdout, stderr: [] }, newestAt: 0 }, async () => {
    const hasMore = steps.shift()?.() ?? false;
    await new Promise(setImmediate);
    return hasMore;
  });
  live.release(joined.drop);
  stream.write('next\n');
  await new Promise(setImmediate);
  expect(joined).toMatchObject({ certain: true, leftOut: 0 });
  expect(seen).toEqual(['next']);
});
