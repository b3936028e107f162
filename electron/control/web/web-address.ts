import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { AppFailure } from '../../contract/error.ts';
import { type ListenAddress, parseListenAddress } from '../listen-address.ts';

/** Unlikely to be taken, so that a tunnel of SSH has the same port on both ends. */
export const DEFAULT_WEB_PORT = 3280;

/** Reads `--web-listen`: see `parseListenAddress`. Other addresses than the loopback need TLS. */
export function parseWebAddress(text: string, hasTls: boolean): ListenAddress {
  return parseListenAddress(text, {
    field: 'web-listen',
    examplePort: DEFAULT_WEB_PORT,
    missing: hasTls ? undefined : '--tls-cert and --tls-key',
  });
}

/** The names that a certificate is for, as they stand in an address. Throws `invalid-input` if it names none. */
export function namesOfCertificate(pem: string): string[] {
  let names: string[];
  try {
    const { subjectAltName } = new X509Certificate(pem);
    names = (subjectAltName ?? '').split(/,\s*/).flatMap(nameOf);
  } catch (error) {
    throw invalid('tls-cert', `The certificate cannot be read: ${String(error)}`);
  }
  if (names.length > 0) return names;
  throw invalid('tls-cert', 'The certificate names no host: it needs a subject alternative name.');
}

/** Throws `invalid-input` unless the key can be read without a password and belongs to the certificate. */
export function checkKey({ cert, key }: { cert: string; key: string }): void {
  let matches: boolean;
  try {
    matches = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    // The message never contains the input, because that is a private key.
    throw invalid('tls-key', 'The key cannot be read: it must be PEM without a password.');
  }
  if (!matches) throw invalid('tls-key', 'The key belongs to another certificate.');
}

/** Browsers call the server by exact names, so a wildcard names nothing. */
function nameOf(entry: string): string[] {
  const [, kind, name = ''] = /^(DNS|IP Address):(.+)$/.exec(entry) ?? [];
  if (kind === undefined || name.includes('*')) return [];
  return [(isIP(name) === 6 ? `[${name}]` : name).toLowerCase()];
}

/** The values of `Host` for these names: browsers omit the usual port. */
export function hostsOf(names: readonly string[], port: number, secure: boolean): string[] {
  const usual = port === (secure ? 443 : 80);
  return names.flatMap((name) => [`${name}:${port}`, ...(usual ? [name] : [])]);
}

export const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

function invalid(field: string, message: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', field, message });
}
