import { expect, it } from 'vitest';
import { aborted } from './aborted.ts';

it('resolves when the signal aborts, and at once when it has', async () => {
  const controller = new AbortController();
  let isOver = false;
  const wait = aborted(controller.signal).then(() => {
    isOver = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
  controller.abort();
  await wait;
  await aborted(controller.signal);
});
