import { z } from 'zod';
import { type Settings, settingsSchema } from '../contract/settings.ts';

/** Parses the settings file. A broken file yields the defaults and a `problem`. */
export function readSettings(text: string): { settings: Settings; problem?: string } {
  const defaults = settingsSchema.parse({});
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { settings: defaults, problem: error instanceof Error ? error.message : String(error) };
  }
  const parsed = settingsSchema.safeParse(json);
  if (parsed.success) return { settings: parsed.data };
  return { settings: defaults, problem: z.prettifyError(parsed.error) };
}
