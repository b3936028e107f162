import { expect, it } from 'vitest';
import { cpuMsOf } from '../../../test/harness/cpu-time.ts';
import { promptPattern } from './prompt-pattern.ts';

it.each([
  ['Do you want to *?', 'Do you want to create a.txt?\n ❯ 1. Yes', true],
  ['Do you want to *?', 'Do you want to\ncreate a.txt?', false],
  ['(y/n) [a.b]', 'really (y/n) [a.b]', true],
  ['(y/n) [a.b]', 'really (y/n) [aXb]', false],
  ['a*a*Z', 'aaZ', true],
  ['a*a*Z', 'aZ', false],
  ['ab*ba', 'aba', false],
  ['Allow*', 'Allow?', true],
])('finds %j in %j: %s', (text, shown, matches) => {
  expect(promptPattern(text).test(shown)).toBe(matches);
});

it('takes no longer for a text that almost matches in many ways', () => {
  const pattern = promptPattern('a*a*a*a*a*a*a*a*Z');
  expect(cpuMsOf(() => expect(pattern.test('a'.repeat(100_000))).toBe(false))).toBeLessThan(5_000);
});
