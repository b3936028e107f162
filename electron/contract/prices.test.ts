import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { costOf, priceListSchema, priceOf } from './prices.ts';

const list = priceListSchema.parse({
  version: 1,
  asOf: '2026-01-01',
  models: {
    'model-a': { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
    'model-a-mini': { input: 1, output: 2 },
  },
});
const tokens = (change = {}) => ({ input: 0, output: 0, cacheRead: 0, cacheWrite: 0, ...change });

it('ships a list that is one', () => {
  const text = readFileSync(join(import.meta.dirname, '../../assets/models/prices.json'), 'utf8');
  const shipped = priceListSchema.parse(JSON.parse(text));
  expect(priceOf(shipped, 'claude-sonnet-4-5-20250929')).toMatchObject({ input: 3, output: 15 });
});

it.each([
  ['model-a', 3],
  ['Model-A', 3],
  ['provider/model-a', 3],
  ['model-a-20260101', 3],
  ['model-a-2026-01-01', 3],
  ['model-a-latest', 3],
  ['model-a-preview-05-06', 3],
  ['model-a-mini-20260101', 1],
])('knows a model by its name, with a provider, a date or such around it: %s', (model, input) => {
  expect(priceOf(list, model)?.input).toBe(input);
});

it.each(['model-b', 'model-a-pro', '', 'constructor', '__proto__'])(
  'takes no other model’s price: %j',
  (model) => {
    expect(priceOf(list, model)).toBeUndefined();
  },
);

it('adds up what each kind of token costs', () => {
  const usage = {
    model: 'model-a',
    tokens: tokens({ input: 1e6, output: 1e5, cacheRead: 1e6, cacheWrite: 1e5 }),
  };
  expect(costOf([usage], list).usd).toBeCloseTo(3 + 1.5 + 0.3 + 0.375);
});

it('says which models have no price, and takes the program’s own word for those that say one', () => {
  const some = tokens({ input: 10 });
  expect(
    costOf(
      [
        { model: 'x', tokens: some },
        { model: 'x', tokens: some },
        { model: 'y', tokens: some, costUsd: 2 },
        { model: undefined, tokens: some },
        { model: 'z', tokens: tokens() },
      ],
      list,
    ),
  ).toEqual({ usd: 2, unpriced: ['x', ''] });
});

it('has no price for tokens of a kind that the list leaves out', () => {
  const usage = { model: 'model-a-mini', tokens: tokens({ input: 1, cacheRead: 1 }) };
  expect(costOf([usage], list)).toEqual({ usd: 0, unpriced: ['model-a-mini'] });
});
