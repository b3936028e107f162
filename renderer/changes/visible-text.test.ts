import { describe, expect, it } from 'vitest';
import { visibleParts, visibleText } from './visible-text.ts';

describe('visibleText', () => {
  it.each([
    ['plain – ünï 文字 🙂\tx', 'plain – ünï 文字 🙂\tx'],
    ['a\u202eb\u2066c', 'a\\u{202e}b\\u{2066}c'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['new\nline', 'new\\nline'],
    ['end\r', 'end\\r'],
    ['esc\u001b[31m', 'esc\\u{1b}[31m'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['bad\udcffname', 'bad\\xffname'],
  ])('%j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it('marks what stands for something hidden', () => {
    expect(visibleParts('a\u202e')).toEqual([
      { text: 'a', hidden: false },
      { text: '\\u{202e}', hidden: true },
    ]);
    expect(visibleParts('')).toEqual([]);
  });
});
