// biome-ignore lint/style/noRestrictedImports: the test runs in Node; vitest empties imported stylesheets
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const tokensIn = (css: string) =>
  Object.fromEntries(
    [...css.matchAll(/--([\w-]+): (oklch\([^)]+\))/g)].map(([, name, color]) => [name, color]),
  );

it.each([
  ['dark', 0],
  ['light', 1],
])('the frame before the first paint has the colours of the %s theme', (_theme, at) => {
  const frame = tokensIn(read('../index.html').split('prefers-color-scheme: light')[at] ?? '');
  const tokens = tokensIn(read('tokens.css').split(':root[data-theme="light"]')[at] ?? '');
  expect(Object.keys(frame)).toEqual(['canvas', 'surface', 'line', 'muted']);
  expect(tokens).toMatchObject(frame);
});
