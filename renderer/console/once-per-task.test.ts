import { expect, it } from 'vitest';
import { oncePerTask } from './once-per-task.ts';

it('joins what comes in one task, in order, up to a length', async () => {
  const sent: string[] = [];
  const send = oncePerTask((text) => sent.push(text));
  for (let count = 0; count < 1_000; count += 1) send(`answer ${count} `);
  await Promise.resolve();
  expect(sent.length).toBeLessThan(5);
  expect(sent.join('')).toMatch(/^answer 0 answer 1 .*answer 999 $/);
  const before = sent.length;
  send('a');
  await Promise.resolve();
  send('b');
  await Promise.resolve();
  expect(sent.slice(before)).toEqual(['a', 'b']);
});
