import { describe, expect, it } from 'vitest';
import { cpuMsOf } from '../../test/harness/cpu-time.ts';
import { checkValue, firstLine, MAXIMUM_SECRET_BYTES } from './check-value.ts';

describe('checkValue', () => {
  it.each(['sk-1', 'sk-1\n', 'sk-1\r\n'])('takes %j without its line end', (text) => {
    expect(checkValue(text)).toEqual({ ok: true, value: 'sk-1' });
  });

  it('takes blanks inside', () => {
    expect(checkValue('two words')).toEqual({ ok: true, value: 'two words' });
  });

  it.each([
    ['', 'empty'],
    ['\n', 'empty'],
    ['   ', 'empty'],
    ['a\nb', 'more than one line'],
    ['a\rb', 'more than one line'],
    [' a', 'blank at an end'],
    ['a ', 'blank at an end'],
    ['ä', 'no header may carry'],
    ['a\0b', 'no header may carry'],
    ['x'.repeat(MAXIMUM_SECRET_BYTES + 1), 'longer than 16 KiB'],
    ['x'.repeat(64 * 1024), 'longer than 16 KiB'],
  ])('refuses %.20j: %s', (text, message) => {
    const checked = checkValue(text);
    expect(checked).toMatchObject({ ok: false, message: expect.stringContaining(message) });
  });

  it('is quick with many blanks', () => {
    const text = `${'a '.repeat(MAXIMUM_SECRET_BYTES / 2 - 1)} ä`;
    expect(cpuMsOf(() => checkValue(text))).toBeLessThan(2_000);
  });
});

describe('firstLine', () => {
  it.each([
    ['a\nb', 'a'],
    ['a\r\nb', 'a'],
    ['a', 'a'],
    ['', ''],
  ])('of %j is %j', (output, line) => expect(firstLine(output)).toBe(line));
});
