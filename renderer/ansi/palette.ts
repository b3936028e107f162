export type ThemeName = 'dark' | 'light';

/** An opaque colour, 0 to 255 a channel. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The background of text: the tokens `--canvas` of both themes in sRGB. */
export const canvasOf: Record<ThemeName, Rgb> = { dark: [15, 17, 20], light: [250, 251, 252] };

/** The 16 colours of a terminal in the app's own hues, each readable on its theme's canvas. */
export const ansiColors: Record<ThemeName, readonly string[]> = {
  dark: [
    '#7d828b',
    '#ff8079',
    '#5fd08a',
    '#e6b450',
    '#82aaff',
    '#d49bf5',
    '#56c8d8',
    '#d5d8de',
    '#969ca6',
    '#ff9d97',
    '#86e0a7',
    '#f3cb77',
    '#a6c3ff',
    '#e2b9fa',
    '#86dbe6',
    '#f4f5f7',
  ],
  light: [
    '#3a3f47',
    '#c02626',
    '#15733c',
    '#7f5a00',
    '#1d57cf',
    '#8132b5',
    '#0b6a78',
    '#5a6069',
    '#666c76',
    '#b3201f',
    '#12683a',
    '#765300',
    '#2450b8',
    '#7428a6',
    '#075f6d',
    '#23272e',
  ],
};

const CUBE = [0, 95, 135, 175, 215, 255] as const;

/** Colour `index` (16 to 255) of xterm's palette: a 6×6×6 cube, then 24 greys. */
export function paletteRgb(index: number): Rgb {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const cube = index - 16;
  const channel = (step: number) => CUBE[Math.floor(cube / step) % 6] ?? 0;
  return [channel(36), channel(6), channel(1)];
}

/** WCAG 2 relative luminance. */
export function luminance(rgb: Rgb): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: Rgb, other: Rgb): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const READABLE = 4.5;
const cssByColour = new Map<string, string>();

/** The readable colour nearest to `rgb` on the theme's canvas, as CSS. */
export function readable(rgb: Rgb, theme: ThemeName): string {
  const key = `${theme} ${rgb.join(' ')}`;
  const cached = cssByColour.get(key);
  if (cached) return cached;
  const goal = theme === 'dark' ? 255 : 0;
  let mixed = rgb;
  for (let step = 1; step <= 20 && contrast(mixed, canvasOf[theme]) < READABLE; step += 1) {
    const part = step / 20;
    const mix = (channel: number) => Math.round(channel + (goal - channel) * part);
    mixed = [mix(rgb[0]), mix(rgb[1]), mix(rgb[2])];
  }
  const css = `rgb(${mixed.join(', ')})`;
  // A hostile log could use every one of 16 million colours.
  if (cssByColour.size > 4096) cssByColour.clear();
  cssByColour.set(key, css);
  return css;
}
