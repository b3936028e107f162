import { expect, it } from 'vitest';
import { type SteadyRow, steadyRows } from './steady-rows.ts';

interface Row {
  host: string;
  count: number;
}
const keyOf = ({ host }: Row) => host;
const row = (host: string, count = 1): Row => ({ host, count });
const places = (rows: readonly SteadyRow<Row>[]) =>
  rows.map(({ key, row: { count }, isGone }) => `${key} ${count}${isGone ? ' gone' : ''}`);

it('keeps every row in its place, with its newest values', () => {
  const before = steadyRows([], [row('a'), row('b'), row('c')], keyOf);
  expect(places(before)).toEqual(['a 1', 'b 1', 'c 1']);
  const after = steadyRows(before, [row('new'), row('c', 5), row('a', 2)], keyOf);
  expect(places(after)).toEqual(['a 2', 'b 1 gone', 'c 5', 'new 1']);
  expect(places(steadyRows(after, [row('b', 3)], keyOf))).toEqual([
    'a 2 gone',
    'b 3',
    'c 5 gone',
    'new 1 gone',
  ]);
});

it('takes the new order when nothing is held', () => {
  expect(places(steadyRows([], [row('c'), row('a')], keyOf))).toEqual(['c 1', 'a 1']);
});

it('moves no row of a list that grows upwards', () => {
  const before = steadyRows([], [row('b'), row('a')], keyOf);
  const now = [row('c'), row('b', 2)];
  expect(places(steadyRows(before, now, keyOf, 'later'))).toEqual(['b 2', 'a 1 gone']);
  expect(places(steadyRows([], now, keyOf, 'later'))).toEqual(['c 1', 'b 2']);
});
