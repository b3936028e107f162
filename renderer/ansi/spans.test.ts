import { describe, expect, it } from 'vitest';
import { plainText, spansOf } from './spans.ts';

const ESC = '\u001b';

describe('spansOf', () => {
  it('keeps colours and styles, and ends them', () => {
    expect(spansOf(`a${ESC}[1;31mb${ESC}[22mc${ESC}[0md`)).toEqual([
      { text: 'a', style: {} },
      { text: 'b', style: { bold: true, color: { kind: 'ansi', index: 1 } } },
      { text: 'c', style: { color: { kind: 'ansi', index: 1 } } },
      { text: 'd', style: {} },
    ]);
  });

  it('knows bright, 256 and 24-bit colours', () => {
    const colorOf = (codes: string) => spansOf(`${ESC}[${codes}mx`)[0]?.style.color;
    expect(colorOf('97')).toEqual({ kind: 'ansi', index: 15 });
    expect(colorOf('38;5;9')).toEqual({ kind: 'ansi', index: 9 });
    expect(colorOf('38;5;196')).toEqual({ kind: 'rgb', rgb: [255, 0, 0] });
    expect(colorOf('38;2;1;2;300')).toEqual({ kind: 'rgb', rgb: [1, 2, 255] });
    expect(colorOf('48;5;1;32')).toEqual({ kind: 'ansi', index: 2 });
    expect(colorOf('38')).toBeUndefined();
  });

  it('takes markup for text', () => {
    expect(spansOf('<img src=x onerror=alert(1)>')).toEqual([
      { text: '<img src=x onerror=alert(1)>', style: {} },
    ]);
  });
});

describe('plainText', () => {
  it.each([
    ['a title', `${ESC}]0;evil\u0007text`],
    ['a link', `${ESC}]8;;http://evil${ESC}\\text${ESC}]8;;${ESC}\\`],
    ['the clipboard', `${ESC}]52;c;ZXZpbA==\u0007text`],
    ['the cursor', `${ESC}[2J${ESC}[10;10Htext${ESC}[K`],
    ['a device string', `${ESC}P1$qm${ESC}\\text`],
    ['control characters', 't\u0000e\u0007x\u007ft'],
    ['overrides of direction', 't\u202eext'],
    ['an unfinished sequence', `text${ESC}[31`],
    ['an endless title', `text${ESC}]0;never ends`],
  ])('takes out %s', (_what, line) => {
    expect(plainText(line)).toBe('text');
    expect(
      spansOf(line)
        .map(({ text }) => text)
        .join(''),
    ).toBe('text');
  });

  it('shows what a progress bar ends with', () => {
    expect(plainText('10 %\r50 %\r100 %')).toBe('100 %');
    expect(plainText('100 %\r')).toBe('100 %');
  });

  it('keeps tabs and text of all languages', () => {
    expect(plainText('a\tgrün 漢字 🚢')).toBe('a\tgrün 漢字 🚢');
  });
});
