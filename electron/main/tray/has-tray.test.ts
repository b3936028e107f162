import { expect, it } from 'vitest';
import { hasTray } from './has-tray.ts';

it('asks only on Linux', async () => {
  const never = () => Promise.reject(new Error('asked'));
  expect([await hasTray('darwin', never), await hasTray('win32', never)]).toEqual([true, true]);
});

it.each([
  ['boolean true', true],
  ['boolean false', false],
])('believes the bus of a Linux desktop: %s', async (answer, expected) => {
  const run = async () => `method return time=1 sender=org.freedesktop.DBus\n   ${answer}\n`;
  expect(await hasTray('linux', run)).toBe(expected);
});

it('has none where nobody can be asked', async () => {
  expect(await hasTray('linux', () => Promise.reject(new Error('ENOENT')))).toBe(false);
});
