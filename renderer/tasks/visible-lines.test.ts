import { expect, it } from 'vitest';
import { visibleLines } from './visible-lines.ts';

it('shows hostile text as text, in its lines', () => {
  expect(visibleLines('\u001b[31mred\u001b[0m\r\n<b>\u202eevil\u001b]52;c;x\u0007\n{"type":')).toBe(
    'red\n<b>\\u{202e}evil\\u{1b}]52;c;x\\u{7}\n{"type":',
  );
});
