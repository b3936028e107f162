import { readFileSync } from 'node:fs';
import type { Logger } from '../../lib/logger.ts';

/**
 * Reads the certificate authorities of the person's organisation from the file in NODE_EXTRA_CA_CERTS: a company proxy
 * shows the gateway certificates that only they sign. Undefined without the variable; logs an unreadable file.
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
