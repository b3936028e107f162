import type { Logger } from '../../lib/logger.ts';
import { once } from '../../lib/once.ts';
import { certificatesIn } from '../../lib/pem.ts';
import type { LivePreferences } from '../preferences/live-preferences.ts';
import { type RootsMachine, systemRoots, thisMachine } from './system-roots.ts';

/**
 * The certificate authorities (PEM) of the person's organisation: of the file in the settings, of NODE_EXTRA_CA_CERTS,
 * and what was added to the system's store. A company proxy shows certificates that only they sign. Undefined without
 * any; logs a file that cannot be read.
 */
export function extraRoots(
  { settingsFile, machine }: { settingsFile: string; machine: RootsMachine },
  logger: Logger,
): string | undefined {
  const named = [settingsFile, machine.environment.NODE_EXTRA_CA_CERTS ?? ''].filter((path) => path !== '');
  const fromFiles = named.flatMap((path) => {
    const certificates = certificatesIn(machine.read(path) ?? '');
    if (certificates.length === 0) logger.warn('a file of authorities holds none that can be read', { path });
    return certificates;
  });
  const distinct = [...new Set([...fromFiles, ...systemRoots(machine)])];
  return distinct.length === 0 ? undefined : `${distinct.join('\n')}\n`;
}

/** The authorities on this machine, read at their first use. */
export function createHostRoots(preferences: LivePreferences, logger: Logger): () => string | undefined {
  return once(() =>
    extraRoots({ settingsFile: preferences.current.authoritiesFile, machine: thisMachine() }, logger),
  );
}
