import { expect, it } from 'vitest';
import { firstLook } from './first-look.ts';
import { readSettings } from './settings-file.ts';

it.each([
  {},
  { theme: 'light' },
  { theme: 'dark', window: { width: 1000, height: 700 } },
  { window: { x: -5, y: 20, width: 1000, height: 700, maximized: true } },
])('reads what the first frame needs as the whole file is read: %j', (written) => {
  const text = JSON.stringify(written);
  const { theme, window } = readSettings(text).settings;
  expect(firstLook(text)).toEqual({ theme, window });
});

it.each([
  { theme: 'pink' },
  { theme: null, window: { width: 10, height: 700 } },
  { window: { width: 1000, height: 700.5 } },
  { window: { x: 'left', width: 1000, height: 700 } },
  { window: { width: 1000, height: 700, maximized: 'yes' } },
  { window: 'large' },
])('has the defaults for what is broken: %j', (written) => {
  const { theme, window } = readSettings('{}').settings;
  expect(firstLook(JSON.stringify(written))).toEqual({ theme, window });
});
