import { expect, it } from 'vitest';
import { promptPattern } from './prompt-pattern.ts';

it.each([
  ['Do you want to *?', 'Do you want to create a.txt?\n ❯ 1. Yes', true],
  ['Do you want to *?', 'Do you want to\ncreate a.txt?', false],
  ['(y/n) [a.b]', 'really (y/n) [a.b]', true],
  ['(y/n) [a.b]', 'really (y/n) [aXb]', false],
])('finds %j in %j: %s', (text, shown, found) => {
  expect(promptPattern(text).test(shown)).toBe(found);
});
