import { expect, it } from 'vitest';
import { SerialQueue } from './serial-queue.ts';

it('starts work when the earlier work is over, also when that failed', async () => {
  const queue = new SerialQueue();
  const order: string[] = [];
  let end: () => void = () => undefined;
  const first = queue.run(async () => {
    order.push('first');
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    order.push('first ends');
    throw new Error('failed');
  });
  const second = queue.run(async () => order.push('second'));
  await Promise.resolve();
  end();
  await expect(first).rejects.toThrow('failed');
  await second;
  expect(order).toEqual(['first', 'first ends', 'second']);
});

it('is idle after the last work, whether it failed or not', async () => {
  const queue = new SerialQueue();
  let isOver = false;
  queue
    .run(async () => {
      await Promise.resolve();
      isOver = true;
      throw new Error('failed');
    })
    .catch(() => undefined);
  await queue.idle;
  expect(isOver).toBe(true);
});
