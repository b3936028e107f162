// biome-ignore lint/style/noRestrictedImports: the test runs in Node; vitest empties imported stylesheets
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

type Oklch = { lightness: number; chroma: number; hueDegrees: number };

/** Opaque colours of one theme; the light theme overrides the dark one, as in the stylesheet. */
function tokensOf(theme: 'dark' | 'light'): Map<string, Oklch> {
  const [dark = '', light = ''] = css.split(':root[data-theme="light"]');
  const tokens = new Map<string, Oklch>();
  for (const block of theme === 'dark' ? [dark] : [dark, light]) {
    for (const match of block.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)) {
      const [, name, lightness, chroma, hue] = match;
      if (name) {
        tokens.set(name, { lightness: Number(lightness), chroma: Number(chroma), hueDegrees: Number(hue) });
      }
    }
  }
  return tokens;
}

/** WCAG relative luminance; the matrices are those of the OKLab definition (bottosson.github.io/posts/oklab). */
function luminance({ lightness, chroma, hueDegrees }: Oklch): number {
  const hue = (hueDegrees * Math.PI) / 180;
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  const red = clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short);
  const green = clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short);
  const blue = clip(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Oklch, other: Oklch): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ['canvas', 'surface', 'raised', 'overlay', 'hover', 'selected'];
const statuses = ['running', 'paused', 'stopped', 'failed', 'unreachable'];

/** Foreground tokens and the backgrounds on which the app sets text in them. */
const textPairs: [string, string][] = [
  ...['fg', 'muted'].flatMap((fg) => surfaces.map((bg): [string, string] => [fg, bg])),
  ...['subtle', 'accent', ...statuses].flatMap((fg) =>
    ['canvas', 'surface', 'raised', 'overlay', 'hover'].map((bg): [string, string] => [fg, bg]),
  ),
  ...['running', 'paused', 'failed', 'unreachable', 'accent'].flatMap((tone): [string, string][] => [
    [tone, `${tone}-soft`],
    ['fg', `${tone}-soft`],
    ['muted', `${tone}-soft`],
  ]),
  ['on-solid', 'accent-solid'],
  ['on-solid', 'accent-solid-hover'],
  ['on-solid', 'danger-solid'],
  ['on-solid', 'danger-solid-hover'],
];

describe.each(['dark', 'light'] as const)('%s theme', (theme) => {
  const tokens = tokensOf(theme);
  const token = (name: string): Oklch => {
    const token = tokens.get(name);
    if (!token) throw new Error(`no opaque token --${name}`);
    return token;
  };

  it.each(textPairs)('%s on %s can be read (4.5:1)', (fg, bg) => {
    expect(contrast(token(fg), token(bg))).toBeGreaterThanOrEqual(4.5);
  });
});
