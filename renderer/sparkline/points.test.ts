import { describe, expect, it } from 'vitest';
import { sparklineMax, sparklinePoints } from './points.ts';

const box = { x: 10, y: 0, width: 40, height: 20 };

describe('sparklinePoints', () => {
  it('fills the width when it has all values', () => {
    expect(sparklinePoints([0, 5, 10], 3, 10, box)).toEqual([
      { x: 10, y: 20 },
      { x: 30, y: 10 },
      { x: 50, y: 0 },
    ]);
  });

  it('grows from the right and forgets the oldest', () => {
    expect(sparklinePoints([10], 3, 10, box)).toEqual([{ x: 50, y: 0 }]);
    expect(sparklinePoints([9, 0, 0, 0], 3, 10, box).every(({ y }) => y === 20)).toBe(true);
  });

  it('stays inside its box', () => {
    expect(sparklinePoints([-5, 100], 2, 10, box).map(({ y }) => y)).toEqual([20, 0]);
    expect(sparklinePoints([3, 4], 2, 0, box).map(({ y }) => y)).toEqual([20, 20]);
    expect(sparklinePoints([], 3, 10, box)).toEqual([]);
  });
});

it('does not blow up noise', () => {
  expect(sparklineMax([0.2, 0.4], 25)).toBe(25);
  expect(sparklineMax([0.2, 180], 25)).toBe(180);
});
