import { expect, it } from 'vitest';
import { ManualClock } from './manual-clock.ts';
import { unlessAborted, within } from './unless-aborted.ts';

const never = new Promise<number>(() => undefined);

it('gives up waiting when the signal aborts, before or meanwhile', async () => {
  const controller = new AbortController();
  const waiting = unlessAborted(never, controller.signal);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(unlessAborted(Promise.resolve(1), controller.signal)).rejects.toThrow('enough');
});

it('passes on what the work settles to', async () => {
  const { signal } = new AbortController();
  await expect(unlessAborted(Promise.resolve(1), signal)).resolves.toBe(1);
  await expect(unlessAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
});

it('resolves to undefined when the work takes too long', async () => {
  const clock = new ManualClock();
  const late = within(never, clock, 10, new AbortController().signal);
  clock.advance(10);
  await expect(late).resolves.toBeUndefined();
});
