import { describe, expect, it } from 'vitest';
import { cpuMsOf } from '../../test/harness/cpu-time.ts';
import { compileFilter, type FilterQuery } from './log-filter.ts';

function matches(query: Partial<FilterQuery>, line: string): boolean | string {
  const filter = compileFilter({ text: '', isRegex: false, matchCase: false, ...query });
  if (!filter.ok) return filter.problem;
  return filter.test === null || filter.test(line);
}

describe('compileFilter', () => {
  it('lets everything through without a text', () => expect(matches({}, 'x')).toBe(true));

  it('takes text as text', () => {
    expect(matches({ text: 'a.b (c)' }, 'see A.B (C)')).toBe(true);
    expect(matches({ text: 'a.b' }, 'axb')).toBe(false);
    expect(matches({ text: 'Error', matchCase: true }, 'error')).toBe(false);
    expect(matches({ text: 'ÜBER' }, 'über')).toBe(true);
  });

  it('takes expressions as expressions', () => {
    expect(matches({ text: 'err(or)?\\b', isRegex: true }, 'ERR 5')).toBe(true);
    expect(matches({ text: '^x', isRegex: true, matchCase: true }, 'X')).toBe(false);
  });

  it('says what is wrong with an expression', () => {
    expect(matches({ text: '(', isRegex: true }, 'x')).toMatch(/^Not a regular expression: ./);
  });

  it('takes no longer for a line that almost matches in many ways', () => {
    const line = 'error code '.repeat(1_500);
    const ms = cpuMsOf(() => {
      for (const text of ['error.*code.*refused', '(e+)+(r*)*x', '.*.*.*=.*refused$']) {
        expect(matches({ text, isRegex: true }, line)).toBe(false);
      }
    });
    expect(ms).toBeLessThan(5_000);
  });

  it('says so of what no linear matcher can do', () => {
    expect(matches({ text: '(a)\\1', isRegex: true }, 'aa')).toMatch(/^Not a regular expression: .*\\1/);
    expect(matches({ text: 'a(?=b)', isRegex: true }, 'ab')).toMatch(/^Not a regular expression: .*\(\?=/);
  });

  it('finds lines among 100,000', () => {
    const lines = Array.from(
      { length: 100_000 },
      (_, at) => `2026-11-21 worker ${at} finished job in ${at % 97} ms`,
    );
    for (const query of [
      { text: 'JOB IN 42' },
      { text: 'job in 42', matchCase: true },
      { text: 'in 4\\d ms$', isRegex: true },
    ]) {
      const filter = compileFilter({ isRegex: false, matchCase: false, ...query });
      const test = filter.ok ? filter.test : null;
      const matchCount = lines.filter((line) => test?.(line)).length;
      expect(matchCount).toBeGreaterThan(0);
    }
  });
});
