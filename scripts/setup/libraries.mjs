import { capture } from './command.mjs';
import { ensurePackages, installCommand, isDebianRoot, packagesFor } from './debian.mjs';
import { Stop } from './report.mjs';

/** Names of the shared libraries that `ldd` did not find. */
export function missingLibraries(lddOutput) {
  return [...lddOutput.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name);
}

/**
 * Makes sure that Electron's libraries are there: installed on Debian as root, else named.
 * @param {string} executable Electron's program
 */
export async function ensureElectronLibraries(executable) {
  if (process.platform !== 'linux') return;
  const missing = missingLibraries(capture('ldd', [executable]));
  if (missing.length === 0) return;
  if (isDebianRoot()) return await ensurePackages(packagesFor.electron);
  throw new Stop(
    `Electron misses libraries: ${missing.join(', ')}\n  on Debian or Ubuntu: ${installCommand(packagesFor.electron)}`,
  );
}
