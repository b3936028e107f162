import { expect, it } from 'vitest';
import { decisionOf } from './decision.fixture.ts';
import { repeatedDecisions } from './repeated-decisions.ts';
import { Repeats } from './repeats.ts';

const blocked = (seq: number, changes = {}) => ({
  instance: 'g1',
  decision: decisionOf(seq, { verdict: 'blocked', reason: 'no-rule', host: 'x.test', ...changes }),
});
const counts = (records: { decision: { seq: number; count?: number | undefined } }[]) =>
  records.map(({ decision: { seq, count } }) => [seq, count]);

it('makes one record with a count of alike blocks, after the first ten', () => {
  const repeats = new Repeats(repeatedDecisions);
  const now = Array.from({ length: 1_000 }, (_, seq) => repeats.add(blocked(seq), seq)).flat();
  expect(now).toHaveLength(10);
  expect(repeats.due(59_999)).toEqual([]);
  expect(counts(repeats.due(60_000))).toEqual([[999, 990]]);
  expect(repeats.due()).toEqual([]);
});

it('tells apart by agent and by what was asked, and counts each in its order', () => {
  const repeats = new Repeats(repeatedDecisions);
  for (let seq = 0; seq < 60; seq += 1)
    repeats.add(blocked(seq, { agentId: seq % 2 ? 'a' : 'b', path: seq < 30 ? '/1' : '/2' }), 0);
  expect(counts(repeats.due())).toEqual([
    [28, 5],
    [29, 5],
    [58, 5],
    [59, 5],
  ]);
});

it('always records what got out by itself', () => {
  const repeats = new Repeats(repeatedDecisions);
  const allowed = { instance: 'g1', decision: decisionOf(1) };
  for (let n = 0; n < 50; n += 1) expect(repeats.add(allowed, 0)).toEqual([allowed]);
});

it('goes on in a new window, with what the old one held', () => {
  const repeats = new Repeats(repeatedDecisions);
  for (let seq = 0; seq < 12; seq += 1) repeats.add(blocked(seq), 0);
  expect(counts(repeats.add(blocked(12), 60_000))).toEqual([
    [11, 2],
    [12, undefined],
  ]);
});

it('holds a bounded number of kinds, and loses none of them', () => {
  const repeats = new Repeats(repeatedDecisions);
  let recorded = 0;
  for (let host = 0; host < 600; host += 1)
    for (let n = 0; n < 12; n += 1)
      recorded += repeats
        .add(blocked(host * 12 + n, { host: `h${host}.test` }), 0)
        .reduce((sum, { decision }) => sum + (decision.count ?? 1), 0);
  const due = repeats.due();
  expect(due.length).toBeLessThanOrEqual(500);
  expect(due.reduce((sum, { decision }) => sum + (decision.count ?? 1), recorded)).toBe(7_200);
});
