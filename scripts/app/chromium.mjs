import { hasProgram } from '../setup/command.mjs';

/** Chromium and browsers made of it. */
export const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of the system's Chromium; `BULKHEAD_CHROMIUM` names another one. Throws when there is none. */
export function findChromium() {
  const name = chromiumNames.find(hasProgram);
  if (process.env.BULKHEAD_CHROMIUM) return process.env.BULKHEAD_CHROMIUM;
  if (!name) throw new Error(`none of ${chromiumNames.join(', ')} is installed`);
  return `/usr/bin/${name}`;
}
