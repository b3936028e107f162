import { expect, it } from 'vitest';
import { formatTokens, heldText, usageDetail, usageText } from './usage-text.ts';

const tokens = (change = {}) => ({ input: 0, output: 0, cacheRead: 0, cacheWrite: 0, ...change });

it.each([
  [840, '840'],
  [12_345, '12.3k'],
  [345_678, '346k'],
  [999_949, '1000k'],
  [999_950, '1.0M'],
  [4_100_000, '4.1M'],
])('shortens %d tokens to %s', (count, text) => {
  expect(formatTokens(count)).toBe(text);
});

it('says what was used, and never that something without a price was free', () => {
  const usages = [
    { model: 'a', tokens: tokens({ input: 1_000 }) },
    { model: 'b', tokens: tokens({ cacheRead: 500 }) },
  ];
  expect(usageText([], undefined)).toBeUndefined();
  expect(usageText(usages, { usd: 0.4, unpriced: [] })).toBe('1.5k tokens, $0.40');
  expect(usageText(usages, { usd: 0.4, unpriced: ['b'] })).toBe('1.5k tokens, more than $0.40');
  expect(usageText(usages, { usd: 0, unpriced: ['a', 'b'] })).toBe('1.5k tokens, no price');
});

it('lists each kind of token, and the models without a price', () => {
  const usages = [{ model: 'a', tokens: tokens({ input: 1_000, output: 2, cacheRead: 3, cacheWrite: 4 }) }];
  expect(usageDetail(usages, { usd: 0, unpriced: ['a', ''] })).toBe(
    'Input: 1,000\nOutput: 2\nRead from the cache: 3\nWritten to the cache: 4\nWithout a price: a, a model without a name',
  );
});

it('says which limit holds a task', () => {
  expect(heldText({ kind: 'minutes', allowed: 30, used: 31 })).toBe(
    'An attempt worked for 31 of 30 minutes.',
  );
  expect(heldText({ kind: 'costUsd', allowed: 2, used: 2.5 })).toBe('It cost $2.50 of $2.00.');
});
