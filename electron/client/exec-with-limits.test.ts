import { expect, it } from 'vitest';
import { textOf } from './exec-with-limits.ts';

it('leaves out a character that the limit cut, and shows one that the program left unfinished', () => {
  const cut = Buffer.from('dash –').subarray(0, -1);
  expect(textOf(cut, true)).toBe('dash ');
  expect(textOf(cut, false)).toBe('dash \ufffd');
});
