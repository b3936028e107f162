import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ControlFilter } from './control-filter.ts';
import { hostileSequence } from './hostile.fixture.ts';

const screen = { columns: 80, rows: 24 };

/** What passes of a text that comes in pieces, cut at `cuts`. */
function filtered(text: string, cuts: readonly number[] = []): string {
  const filter = new ControlFilter();
  const at = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  return at.map((from, index) => filter.push(text.slice(from, at[index + 1] ?? from), screen)).join('');
}

describe('a count beyond the screen', () => {
  it.each([
    ['\u001b[2147483647L', '\u001b[24L'],
    ['\u001b[2147483647M', '\u001b[24M'],
    ['\u001b[999999S\u001b[999999T', '\u001b[24S\u001b[24T'],
    ['\u001b[99999999Z\u001b[99999999I', '\u001b[80Z\u001b[80I'],
    ['x\u001b[999999999b', 'x\u001b[1920b'],
    ['\u001b[99999@\u001b[99999P\u001b[99999X', '\u001b[80@\u001b[80P\u001b[80X'],
    ['\u001b[9999A\u001b[9999B\u001b[9999E\u001b[9999F', '\u001b[24A\u001b[24B\u001b[24E\u001b[24F'],
    ['\u001b[9999 @\u001b[9999 A', '\u001b[80 @\u001b[80 A'],
    ["\u001b[9999'}\u001b[9999'~", "\u001b[80'}\u001b[80'~"],
    ['\u001b[999;999H\u001b[6n', '\u001b[80;80H\u001b[6n'],
    ['\u001b[1;99999r', '\u001b[1;80r'],
    ['\u009b99999L', '\u009b24L'],
    ['\u001b[00000000099999L', '\u001b[24L'],
    // Control characters inside a sequence do not end it, nor its number.
    ['\u001b[99\n99L', '\u001b[\n24L'],
    ['\u001b[9\u007f999L', '\u001b[\u007f24L'],
    ['\u001b\n[9999L', '\u001b\n[24L'],
    // A sequence that begins inside another.
    ['\u001b]0;title\u001b[9999L', '\u001b]0;title\u001b[24L'],
    ['\u001b[1;\u001b[9999L', '\u001b[1;\u001b[24L'],
    ['\u001bPq\u009b9999L', '\u001bPq\u009b24L'],
  ])('is limited in %j', (text, passed) => {
    expect(filtered(text)).toBe(passed);
    expect(
      filtered(
        text,
        [...text].map((_, at) => at),
      ),
    ).toBe(passed);
  });
});

describe('what passes as it is', () => {
  it.each([
    'plain text, 漢字, \ud83d\ude00, a\u0301\r\n\t\u0007',
    '\u001b[38;2;255;128;999m\u001b[1;31mred\u001b[0m',
    '\u001b[?1049h\u001b[?2026h\u001b[?1000l\u001b[>4;2m\u001b[?1;1;9999S',
    '\u001b]0;99999L\u0007\u001b]8;;http://example.com/99999L\u001b\\link\u001b]8;;\u001b\\',
    '\u001bP$q99999L\u001b\\',
    '\u001b_99999L\u001b\\',
    '\u001b(99999L',
    '\u001b([99999L',
    '\u001b[5L\u001b[24L\u001b[H\u001b[12;40H\u001b[2J',
    '[99999L 99999L',
    '\u001b[9é99999L',
  ])('%j', (text) => {
    expect(filtered(text)).toBe(text);
  });

  it('is any text without a sequence, in any pieces', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 6 }), (input, cuts) => {
        expect(filtered(input, cuts)).toBe(input);
      }),
    );
  });

  it('is any sequence that counts to nothing beyond the screen, in any pieces', () => {
    const parameter = fc.oneof(fc.integer({ min: 0, max: 24 }).map(String), fc.constant(''));
    const sequence = fc
      .tuple(
        fc.array(parameter, { maxLength: 5 }),
        fc.constantFrom(...'ABCDEFGHILMPSTXZ`abdefrmhlnJK'),
        fc.string(),
      )
      .map(
        ([parameters, final, text]) => `\u001b[${parameters.join(';')}${final}${text.replace(/[^ -~]/g, '')}`,
      );
    fc.assert(
      fc.property(fc.array(sequence), fc.array(fc.nat(), { maxLength: 6 }), (sequences, cuts) => {
        expect(filtered(sequences.join(''), cuts)).toBe(sequences.join(''));
      }),
    );
  });
});

describe('a sequence without an end', () => {
  it('is aborted when it is a string, and what follows its end is shown', () => {
    const text = `\u001b]4;${'0;red;'.repeat(1_000_000)}\u0007after`;
    const output = filtered(text, [1000, 2000, 100_000]);
    expect(output.length).toBeLessThan(9_000);
    expect(output.replace(/(?:0;|red;?)+/, '…')).toBe('\u001b]4;…\u0018after');
  });

  it('is aborted when it is a control sequence', () => {
    expect(filtered(`\u001b[${'1;'.repeat(100_000)}Lafter`, [10, 5_000])).toBe('\u001b[\u0018after');
    expect(filtered(`\u001b[${'1'.repeat(100_000)}\u001b[9999Lafter`)).toBe('\u001b[\u0018\u001b[24Lafter');
  });
});

it('is the same in pieces as in one, for anything', () => {
  fc.assert(
    fc.property(fc.array(hostileSequence), fc.array(fc.nat(), { maxLength: 8 }), (sequences, cuts) => {
      const text = sequences.join('');
      expect(filtered(text, cuts)).toBe(filtered(text));
    }),
  );
});
