import { expect, it } from 'vitest';
import { printable, printableLines } from './printable.ts';

it.each([
  ['plain – ünïcode 漢字 🚢 ❤️', 'plain – ünïcode 漢字 🚢 ❤️'],
  ['a\u202eb', 'a\\u{202e}b'],
  ['two\nlines\ttab', 'two\\u{a}lines\\u{9}tab'],
  ['zero\u200bwidth\u00ad\ufeff', 'zero\\u{200b}width\\u{ad}\\u{feff}'],
  ['\u2028\u2066\u061c\u009b', '\\u{2028}\\u{2066}\\u{61c}\\u{9b}'],
  ['lone \ud800 half', 'lone \\u{d800} half'],
  ['filler \u3164', 'filler \\u{3164}'],
])('writes %j as %j', (text, expected) => expect(printable(text)).toBe(expected));

it('leaves the lines of a text', () => {
  expect(printableLines('a\u202eb\nc\td', '  ')).toBe('  a\\u{202e}b\n  c\\u{9}d');
});
