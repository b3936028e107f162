import { expect, it } from 'vitest';
import { plain, tableLines } from './table.ts';

it('aligns columns and leaves no blanks at the ends of lines', () => {
  expect(
    tableLines(
      ['NAME', 'ID'],
      [
        ['a', '1'],
        ['longer', ''],
      ],
    ),
  ).toEqual(['NAME    ID', 'a       1', 'longer']);
});

it('shows what a terminal would obey', () => {
  expect(plain('\u001b]0;title\u0007 \u202etxt\nüß')).toBe('\\x1b]0;title\\x07 \\u{202e}txt\\x0aüß');
});
