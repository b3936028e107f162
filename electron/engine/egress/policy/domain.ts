import { parseDomain } from '../../../contract/allowed-domain.ts';
import { AppFailure } from '../../../contract/error.ts';

/** The rule of an entry of "Allowed domains". Throws an `AppFailure` of type `invalid-input` that names the entry. */
export function readDomain(entry: string): { host: string; ports?: number[] } {
  const result = parseDomain(entry);
  if (result.ok) return { host: result.host, ...(result.ports ? { ports: result.ports } : {}) };
  throw new AppFailure({
    type: 'invalid-input',
    field: 'egress.allowedDomains',
    message: `"${entry}": ${result.message}`,
  });
}
