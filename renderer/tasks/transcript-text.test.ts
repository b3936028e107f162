import { expect, it } from 'vitest';
import { EMPTY_TRANSCRIPT, TRANSCRIPT_MAX, withOutput } from './transcript-text.ts';
import { visibleLines } from './visible-lines.ts';

it('keeps what was printed, and the end of a flood from the beginning of a line on', () => {
  const one = withOutput(EMPTY_TRANSCRIPT, 'one\n', false);
  expect(withOutput(one, 'two', false)).toEqual({ text: 'one\ntwo', isCut: false });
  const flood = withOutput(one, `${'x'.repeat(99)}\n`.repeat(TRANSCRIPT_MAX / 100 + 1), false);
  expect(flood.text.length).toBeLessThanOrEqual(TRANSCRIPT_MAX);
  expect(flood.text.startsWith('x'.repeat(99))).toBe(true);
  expect(flood.isCut).toBe(true);
  expect(withOutput(one, 'x'.repeat(TRANSCRIPT_MAX * 2), false).text).toHaveLength(TRANSCRIPT_MAX);
});

it('starts anew where output is left out', () => {
  const one = withOutput(EMPTY_TRANSCRIPT, 'one\n', false);
  expect(withOutput(one, 'later', true)).toEqual({ text: 'later', isCut: true });
});

it('shows hostile text as text, in its lines', () => {
  expect(visibleLines('\u001b[31mred\u001b[0m\r\n<b>\u202eevil\u001b]52;c;x\u0007\n{"type":')).toBe(
    'red\n<b>\\u{202e}evil\\u{1b}]52;c;x\\u{7}\n{"type":',
  );
});
