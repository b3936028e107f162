import { expect, it } from 'vitest';
import { oncePerTask } from './once-per-task.ts';

it('joins what comes in one task, in order, up to a length', async () => {
  const messages: string[] = [];
  const send = oncePerTask((text) => messages.push(text));
  for (let count = 0; count < 1_000; count += 1) send(`answer ${count} `);
  await Promise.resolve();
  expect(messages.length).toBeLessThan(5);
  expect(messages.join('')).toMatch(/^answer 0 answer 1 .*answer 999 $/);
  const before = messages.length;
  send('a');
  await Promise.resolve();
  send('b');
  await Promise.resolve();
  expect(messages.slice(before)).toEqual(['a', 'b']);
});
