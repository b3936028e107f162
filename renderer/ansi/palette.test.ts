import { describe, expect, it } from 'vitest';
import { ansiColors, canvasOf, contrast, paletteRgb, type Rgb, readable } from './palette.ts';

const themes = ['dark', 'light'] as const;
const parse = (css: string): Rgb => {
  const [red = 0, green = 0, blue = 0] = css.startsWith('#')
    ? [1, 3, 5].map((at) => Number.parseInt(css.slice(at, at + 2), 16))
    : (css.match(/\d+/g) ?? []).map(Number);
  return [red, green, blue];
};

describe.each(themes)('colours on the %s canvas', (theme) => {
  it.each(ansiColors[theme])('%s can be read', (color) => {
    expect(contrast(parse(color), canvasOf[theme])).toBeGreaterThanOrEqual(4.5);
  });

  it('makes every colour of the palette readable', () => {
    for (let index = 16; index < 256; index += 1) {
      const css = readable(paletteRgb(index), theme);
      expect(contrast(parse(css), canvasOf[theme])).toBeGreaterThanOrEqual(4.5);
    }
  });
});

it('leaves a readable colour as it is', () => {
  expect(readable([255, 200, 0], 'dark')).toBe('rgb(255, 200, 0)');
});

it('knows the cube and the greys', () => {
  expect(paletteRgb(16)).toEqual([0, 0, 0]);
  expect(paletteRgb(196)).toEqual([255, 0, 0]);
  expect(paletteRgb(231)).toEqual([255, 255, 255]);
  expect(paletteRgb(244)).toEqual([128, 128, 128]);
});
