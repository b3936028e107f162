import { readFile } from 'node:fs/promises';
import { UsageError } from './exit-code.ts';

/** The options of `bulkhead serve` for TLS. */
export interface TlsOptions {
  tlsCert: string | undefined;
  tlsKey: string | undefined;
  tlsClientCa: string | undefined;
}

/** Reads the certificate and its key (PEM); undefined without them. Rejects with a `UsageError`. */
export async function readCertificate({
  tlsCert,
  tlsKey,
}: Pick<TlsOptions, 'tlsCert' | 'tlsKey'>): Promise<{ cert: string; key: string } | undefined> {
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new UsageError('Give --tls-cert and --tls-key together.');
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  return { cert: await readPem(tlsCert), key: await readPem(tlsKey) };
}

export async function readPem(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} cannot be read: ${error.code ?? error.message}`);
  });
}
