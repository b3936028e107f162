import { expect, it } from 'vitest';
import { partAt, stepsTo } from './folds.ts';

it('shows a short text whole, and of another one so many characters or lines', () => {
  expect(partAt('short\n', 0)).toEqual({ shown: 'short\n', rest: 0, isLastStep: true });
  expect(partAt('x'.repeat(5_000), 0)).toEqual({ shown: 'x'.repeat(4_000), rest: 1_000, isLastStep: true });
  expect(partAt('x'.repeat(5_000), 1)).toMatchObject({ rest: 0 });
  const lines = 'x\n'.repeat(1_000);
  expect(partAt(lines, 0).shown.split('\n')).toHaveLength(40);
  expect(partAt(lines, 0).isLastStep).toBe(false);
  expect(partAt(lines, 2).rest).toBe(0);
});

it('knows how many steps it takes to see a place', () => {
  const text = 'x'.repeat(100_000);
  expect([0, 3_999, 4_000, 31_999, 32_000, 99_999].map((place) => stepsTo(text, place))).toEqual([
    0, 0, 1, 1, 2, 2,
  ]);
});
