import { expect, it } from 'vitest';
import { failureLines, outcomeLines, summarize } from './summary.mjs';

it("keeps a runner's own words about the outcome", () => {
  const vitest =
    '\u001b[2m Test Files \u001b[22m \u001b[1m3 passed\u001b[22m (3)\n      Tests  14 passed (14)\n noise\n';
  expect(outcomeLines('vitest', vitest)).toEqual(['Test Files 3 passed (3)', 'Tests 14 passed (14)']);
  expect(outcomeLines('playwright', '  1 failed\n    a.test.ts\n  3 passed (7.6s)\n')).toEqual([
    '1 failed',
    '3 passed (7.6s)',
  ]);
});

it('names each failed test once, with its error', () => {
  const vitest =
    '\u001b[31m FAIL \u001b[39m |engine| test/engine/a.test.ts > group > title\nAssertionError: expected 1\n\n noise\n';
  expect(failureLines('vitest', vitest + vitest)).toEqual([
    'FAIL |engine| test/engine/a.test.ts > group > title · AssertionError: expected 1',
  ]);
  const playwright =
    '  1) [app] › test/e2e/a.test.ts:5:1 › opens its window ─────────\n\n    Error: expect(locator) failed\n\n  1 failed\n';
  expect(failureLines('playwright', playwright)).toEqual([
    '1) [app] › test/e2e/a.test.ts:5:1 › opens its window · Error: expect(locator) failed',
  ]);
  expect(failureLines('biome', 'Found 1 error')).toEqual([]);
});

it('says what failed', () => {
  const text = summarize([
    { title: 'lint', code: 0, seconds: 1.2, lines: ['Checked 10 files'] },
    { title: 'unit', code: 1, seconds: 3, lines: [], failures: ['FAIL |unit| a.test.ts > b · Error: c'] },
    { title: 'e2e', code: 1, seconds: 9, lines: ['1 failed'], traces: 'traces: here/' },
  ]);
  expect(text).toContain('lint       passed in 1 s · Checked 10 files');
  expect(text).toMatch(/unit {7}FAILED \(exit 1\) in 3 s\n +FAIL \|unit\| a\.test\.ts > b · Error: c\n/);
  expect(text).toMatch(/e2e {8}FAILED \(exit 1\) in 9 s · 1 failed\n +traces: here\/$/);
});
