// biome-ignore lint/style/noRestrictedImports: the test runs in Node; vitest empties imported stylesheets
import { readFileSync } from 'node:fs';
// biome-ignore lint/style/noRestrictedImports: as above
import { brotliDecompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { CONSOLE_FONT, loadConsoleFonts } from './console-font.ts';

const read = (name: string) => readFileSync(new URL(`../styles/symbols/${name}`, import.meta.url));
const css = read('symbols.css').toString();
const family = /font-family: ("[^"]+")/.exec(css)?.[1] ?? 'none';

/** The code points of a WOFF2 font (W3C WOFF File Format 2.0, sections 4 and 5; OpenType cmap format 4). */
function codePoints(font: Buffer): Set<number> {
  let at = 48;
  const base128 = () => {
    let value = 0;
    for (;;) {
      const byte = font.readUInt8(at++);
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
  };
  let offset = 0;
  let cmapAt = -1;
  for (let left = font.readUInt16BE(12); left > 0; left -= 1) {
    const flags = font.readUInt8(at++);
    const tag = flags & 0x3f;
    if (tag === 0x3f) at += 4;
    const length = base128();
    // Of the known tables, glyf (10) and loca (11) are transformed unless their version is 3, others if it is not 0.
    const transformed = tag === 10 || tag === 11 ? flags >> 6 !== 3 : flags >> 6 !== 0;
    if (tag === 0) cmapAt = offset;
    offset += transformed ? base128() : length;
  }
  const cmap = brotliDecompressSync(font.subarray(at, at + font.readUInt32BE(20))).subarray(cmapAt);
  const points = new Set<number>();
  for (let index = 0; index < cmap.readUInt16BE(2); index += 1) {
    const table = cmap.subarray(cmap.readUInt32BE(4 + index * 8 + 4));
    if (table.readUInt16BE(0) !== 4) continue;
    const segments = table.readUInt16BE(6) / 2;
    for (let segment = 0; segment < segments; segment += 1) {
      const end = table.readUInt16BE(14 + segment * 2);
      const start = table.readUInt16BE(16 + segments * 2 + segment * 2);
      for (let point = start; point <= end && point < 0xffff; point += 1) points.add(point);
    }
  }
  return points;
}

it('has the symbols that agents print and the letters’ font lacks', () => {
  const files = [...css.matchAll(/url\("([^"]+)"\)/g)].map(([, file]) => file ?? '');
  const points = new Set(files.flatMap((file) => [...codePoints(read(file))]));
  const missing = [...'⏵⏸⏹⏺⏎⌘●○◯✔✗✻✽✳✶✢☐☒❯⎿⎯⠋⠿⣾'].filter((symbol) => !points.has(symbol.codePointAt(0) ?? 0));
  expect(missing).toEqual([]);
  expect(points.has('A'.charCodeAt(0))).toBe(false);
});

it('falls back to them, and loads them before anything is drawn', async () => {
  expect(CONSOLE_FONT.fontFamily.endsWith(`, ${family}`)).toBe(true);
  const loaded: (string | undefined)[][] = [];
  await loadConsoleFonts({
    load: async (...font) => {
      loaded.push(font);
      return [];
    },
  });
  expect(loaded).toEqual([['13px "JetBrains Mono Variable"'], [`13px ${family}`, '⏵⠿⎿']]);
});
