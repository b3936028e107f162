import { expect, it } from 'vitest';
import { answerTable, leaks, outermost, percentiles, processorTimes, rowOf, tableOf } from './verdict.mjs';

const MIB = 1024 * 1024;

it('takes for a leak what grew past its limit, and nothing else', () => {
  const rows = [
    rowOf('containers', 'fixed', 51, 51),
    rowOf('execs', 'fixed', 2, 3),
    rowOf('descriptors', 'moving', 55, 60),
    rowOf('listeners', 'moving', 400, 441),
    rowOf('elements', 'drawn', 600, 700),
    rowOf('heap', 'heap', 40 * MIB, 57 * MIB),
    rowOf('larger heap', 'heap', 40 * MIB, 59 * MIB),
    rowOf('memory', 'memory', 100 * MIB, 182 * MIB),
  ];
  expect(leaks(rows).map(({ what }) => what)).toEqual(['execs', 'listeners', 'larger heap']);
  expect(tableOf(rows.slice(0, 2)).split('\n').slice(2)).toEqual([
    '| containers | 51 | 51 | 51 | flat |',
    '| execs | 2 | 3 | 2 | leak |',
  ]);
});

it('tells how long most answers took', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1).reverse();
  expect(percentiles(values)).toEqual({ count: 100, p50: 51, p95: 96, p99: 100, longest: 100 });
  expect(percentiles([]).count).toBe(0);
  expect(answerTable({ window: [2] })).toContain('| window | 1 | 2.0 ms | 2.0 ms | 2.0 ms | 2.0 ms |');
});

it('tells what of an answer the processor worked for the page', () => {
  const tasks = outermost([
    { at: 0, ms: 10, processorMs: 5 },
    { at: 2, ms: 4, processorMs: 4 },
    { at: 20, ms: 40, processorMs: 8 },
  ]);
  expect(tasks).toHaveLength(2);
  const answers = [
    { at: 5, ms: 7 },
    { at: 12, ms: 3 },
    { at: 15, ms: 25 },
    { at: 55, ms: 6 },
  ];
  expect(processorTimes(answers, tasks)).toEqual([2.5, 0, 4, 1]);
});
