import { Terminal } from '@xterm/headless';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { clusterWidths } from '../../renderer/console/output/cluster-widths.ts';

/** Returns the cells that a console gives a text. */
async function cells(text: string): Promise<number> {
  const terminal = new Terminal({ cols: 400, rows: 2, allowProposedApi: true });
  terminal.unicode.register(clusterWidths);
  terminal.unicode.activeVersion = clusterWidths.version;
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  const { cursorX } = terminal.buffer.active;
  terminal.dispose();
  return cursorX;
}

// First reported as https://github.com/xtermjs/xterm.js/issues/3397 (skin tones) and
// https://github.com/xtermjs/xterm.js/issues/3527 (ZWJ sequences are drawn apart).
it.each([
  ...['👍🏽', '👨‍👩‍👧', '❤️', '1️⃣', '🏳️‍🌈', '🇩🇪', '☝🏽', '👁️‍🗨️', '🫱🏻‍🫲🏿', '🧑‍🧑‍🧒', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '#️⃣', '©️', '⚠️'],
  ...['✨', '⏳', '✅', '漢', '각', '한', '#⃣', '7⃣'],
])('gives %s two cells', async (text) => {
  expect(stringWidth(text)).toBe(2);
  expect(await cells(text)).toBe(2);
});

// First reported as https://github.com/daintreehq/daintree/issues/7205: programs lay out with string-width.
it('counts any row of characters as programs do', async () => {
  const character = fc.constantFrom(
    ...[
      'a',
      '7',
      ' ',
      'é',
      'e\u0301',
      '漢',
      'ｶ',
      '─',
      '①',
      '⚠',
      '❤',
      '☺',
      '😀',
      '✨',
      '🇩🇪',
      '🇫🇷',
      '👍🏽',
      '☝🏽',
    ],
    ...[
      '👨‍👩‍👧',
      '🏳️‍🌈',
      '❤️',
      '❤️‍🔥',
      '1️⃣',
      '#⃣',
      '1\ufe0f',
      'a\u20e3',
      '🧑🏽‍💻',
      '각',
      '한',
      'नि',
      'ก็',
      'שׁ',
      'a\u0301\u0302\u0303',
      '🫨',
      '\u{1fae9}',
    ],
  );
  await fc.assert(
    fc.asyncProperty(fc.array(character, { maxLength: 40 }), async (row) => {
      const text = row.join('');
      expect(await cells(text), text).toBe(stringWidth(text));
    }),
  );
});

it('splits what would be one character of thousands of code points', async () => {
  const family = `👨${'‍👨'.repeat(5_000)}`;
  const terminal = new Terminal({ cols: 80, rows: 10, allowProposedApi: true, scrollback: 100 });
  terminal.unicode.register(clusterWidths);
  terminal.unicode.activeVersion = clusterWidths.version;
  await new Promise<void>((resolve) => terminal.write(`${family}e${'\u0301'.repeat(5_000)}`, resolve));
  const { active } = terminal.buffer;
  for (let row = 0; row < active.length; row += 1) {
    for (let column = 0; column < 80; column += 1) {
      const chars = active.getLine(row)?.getCell(column)?.getChars() ?? '';
      expect([...chars].length).toBeLessThanOrEqual(31);
    }
  }
  terminal.dispose();
});
