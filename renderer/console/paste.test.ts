import { expect, it } from 'vitest';
import { cleanPaste, describePaste, needsConfirmation } from './paste.ts';

it('takes out what a terminal would obey', () => {
  expect(cleanPaste('ls\u001b[201~; rm -rf /\u0003\u009b2J')).toBe('ls[201~; rm -rf /2J');
  expect(cleanPaste('a\tb\r\nc\rd')).toBe('a\tb\nc\nd');
});

it('asks about more than one line', () => {
  expect(needsConfirmation('one line')).toBe(false);
  expect(needsConfirmation('one line\n')).toBe(true);
});

it('says how much it is', () => {
  expect(describePaste('a\nbc\n')).toBe('2 lines, 5 characters');
  expect(describePaste('a\n')).toBe('1 line, 2 characters');
});
