import { type ListenAddress, parseListenAddress } from '../control/listen-address.ts';
import type { ClientTls } from '../control/tcp-server.ts';
import { UsageError } from './exit-code.ts';
import { readCertificate, readPem, type TlsOptions } from './tls-options.ts';

/** Where and how programs with tokens are served. */
export interface ApiListen {
  address: ListenAddress;
  /** Absent: in plain text, on the loopback alone. */
  tls?: ClientTls;
}

/**
 * Reads `--listen`, or `PORT` of the environment, and the options for TLS; undefined where nothing listens. Beyond the
 * loopback all three options are needed. Rejects with a `UsageError` or `invalid-input`.
 */
export async function readListenOptions(
  options: TlsOptions & { listen: string | undefined; web: boolean },
  env: NodeJS.ProcessEnv,
): Promise<ApiListen | undefined> {
  const { tlsClientCa } = options;
  const text = options.listen ?? (env.PORT || undefined);
  if (text === undefined) {
    if (tlsClientCa !== undefined) throw new UsageError('--tls-client-ca needs --listen.');
    return undefined;
  }
  const certificate = await readCertificate(options);
  if (certificate && tlsClientCa === undefined && !options.web)
    throw new UsageError('Give --tls-client-ca too: a program must show a certificate of that authority.');
  if (!certificate && tlsClientCa !== undefined)
    throw new UsageError('Give --tls-cert and --tls-key with --tls-client-ca.');
  const tls =
    certificate && tlsClientCa !== undefined ? { ...certificate, ca: await readPem(tlsClientCa) } : undefined;
  const missing = tls ? undefined : '--tls-cert, --tls-key and --tls-client-ca';
  const address = parseListenAddress(text, { field: 'listen', examplePort: 3200, missing });
  return { address, ...(tls ? { tls } : {}) };
}
