import { expect, it } from 'vitest';
import { outcomeLines, summarize } from './summary.mjs';

it("keeps a runner's own words about the outcome", () => {
  const vitest =
    '\u001b[2m Test Files \u001b[22m \u001b[1m3 passed\u001b[22m (3)\n      Tests  14 passed (14)\n noise\n';
  expect(outcomeLines('vitest', vitest)).toEqual(['Test Files 3 passed (3)', 'Tests 14 passed (14)']);
  expect(outcomeLines('playwright', '  1 failed\n    a.test.ts\n  3 passed (7.6s)\n')).toEqual([
    '1 failed',
    '3 passed (7.6s)',
  ]);
});

it('says what failed', () => {
  const text = summarize([
    { title: 'lint', code: 0, seconds: 1.2, lines: ['Checked 10 files'] },
    { title: 'unit', code: 1, seconds: 3, lines: [] },
    { title: 'e2e', code: 1, seconds: 9, lines: ['1 failed'], traces: 'traces: here/' },
  ]);
  expect(text).toContain('lint       passed in 1 s · Checked 10 files');
  expect(text).toContain('unit       FAILED (exit 1) in 3 s');
  expect(text).toMatch(/e2e {8}FAILED \(exit 1\) in 9 s · 1 failed\n +traces: here\/$/);
});
