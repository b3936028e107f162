import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { sampleAgent } from '../../contract/agent.fixture.ts';
import type { Agent } from '../../contract/agent.ts';
import { Emitter } from '../../lib/emitter.ts';
import { ManualClock } from '../../lib/manual-clock.ts';
import type { DirectoryChange } from '../directory/directory.ts';
import { endWithContainer } from './end-with-container.ts';

function followed() {
  const changes = new Emitter<DirectoryChange>();
  const clock = new ManualClock();
  const stream = new PassThrough();
  const agent = sampleAgent({ id: 'a', containerId: 'one', status: 'running', startedAt: 1 });
  const directory = { onChange: (listener: (change: DirectoryChange) => void) => changes.on(listener) };
  const stop = endWithContainer(stream, agent, { directory, clock });
  const becomes = (change: Partial<Agent>) =>
    changes.emit({ sequence: 1, upserted: [{ ...agent, ...change }], removed: [] });
  const isRemoved = () => changes.emit({ sequence: 1, upserted: [], removed: ['a'] });
  return { stream, clock, stop, becomes, isRemoved };
}

it.each<[string, (each: ReturnType<typeof followed>) => void]>([
  ['stops', ({ becomes }) => becomes({ status: 'stopped' })],
  ['fails', ({ becomes }) => becomes({ status: 'failed' })],
  ['was started again', ({ becomes }) => becomes({ startedAt: 2 })],
  ['was recreated', ({ becomes }) => becomes({ containerId: 'two' })],
  ['is removed', ({ isRemoved }) => isRemoved()],
])('ends the stream once the agent %s', (_what, change) => {
  const each = followed();
  change(each);
  expect(each.stream.destroyed).toBe(false);
  each.clock.advance(1_000);
  expect(each.stream.destroyed).toBe(true);
});

it('leaves the stream alone while the agent runs, is paused, or when it is no longer asked for', () => {
  const each = followed();
  each.becomes({ status: 'paused' });
  each.becomes({ name: 'other' });
  each.stop();
  each.becomes({ status: 'stopped' });
  each.clock.advance(60_000);
  expect(each.stream.destroyed).toBe(false);
});

it('ends a stream that a loop reads', async () => {
  const each = followed();
  const read = (async () => {
    for await (const chunk of each.stream) expect(String(chunk)).toBe('words');
  })();
  const failed = expect(read).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  each.stream.write('words');
  await vi.waitFor(() => expect(each.stream.readableLength).toBe(0));
  each.becomes({ status: 'stopped' });
  each.clock.advance(1_000);
  await failed;
});

it('waits until what the program printed was read', () => {
  const each = followed();
  each.stream.write('last words');
  each.becomes({ status: 'stopped' });
  each.clock.advance(5_000);
  expect(each.stream.destroyed).toBe(false);
  expect(String(each.stream.read())).toBe('last words');
  each.clock.advance(1_000);
  expect(each.stream.destroyed).toBe(true);
});
