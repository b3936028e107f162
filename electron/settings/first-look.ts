import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../contract/settings.ts';

/** What the first frame of the window depends on. */
export type FirstLook = Pick<Settings, 'theme' | 'window'>;

const DEFAULTS: FirstLook = { theme: 'system', window: { width: 1440, height: 900, maximized: false } };

/** Reads the settings file for the first frame. Reports nothing: `SettingsStore` reads the file again. */
export async function readFirstLook(folder: string): Promise<FirstLook> {
  try {
    return firstLook(await readFile(join(folder, 'settings.json'), 'utf8'));
  } catch {
    return DEFAULTS;
  }
}

/** By hand, because reading the schemas of the settings takes a tenth of the time until the first frame. */
export function firstLook(text: string): FirstLook {
  const { theme, window } = JSON.parse(text) as { theme?: unknown; window?: Record<string, unknown> };
  const { x, y, width, height, maximized = false } = window ?? {};
  const isState =
    isAtLeast(900, width) &&
    isAtLeast(600, height) &&
    [x, y].every((place) => place === undefined || Number.isInteger(place)) &&
    typeof maximized === 'boolean';
  return {
    theme: theme === 'dark' || theme === 'light' ? theme : DEFAULTS.theme,
    window: isState ? ({ x, y, width, height, maximized } as FirstLook['window']) : DEFAULTS.window,
  };
}

function isAtLeast(least: number, value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= least;
}
