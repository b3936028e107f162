import { readFileSync } from 'node:fs';
import type { Logger } from '../../lib/logger.ts';

/**
 * Authorities of the person's organisation, from the file that NODE_EXTRA_CA_CERTS names: behind a company proxy the
 * gateway meets certificates that only they sign. Undefined without one; one that cannot be read is logged.
 */
export function extraRoots(environment: NodeJS.ProcessEnv, logger: Logger): string | undefined {
  const path = environment.NODE_EXTRA_CA_CERTS;
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    logger.warn('NODE_EXTRA_CA_CERTS cannot be read', { path, error });
    return undefined;
  }
}
