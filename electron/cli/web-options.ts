import { readFile } from 'node:fs/promises';
import { DEFAULT_WEB_PORT, parseWebAddress, type WebAddress } from '../control/web/web-address.ts';
import { UsageError } from './exit-code.ts';

/** The options of `bulkhead serve` for browsers. */
export interface WebOptions {
  web: boolean;
  webListen: string | undefined;
  tlsCert: string | undefined;
  tlsKey: string | undefined;
}

/** Where and how browsers are served. */
export interface WebListen {
  address: WebAddress;
  tls: { cert: string; key: string } | undefined;
}

/** Reads the options; undefined without `--web`. Rejects with a `UsageError` or `invalid-input`. */
export async function readWebOptions(options: WebOptions): Promise<WebListen | undefined> {
  const { web, webListen, tlsCert, tlsKey } = options;
  if (!web) {
    const extra = webListen ?? tlsCert ?? tlsKey;
    if (extra !== undefined) throw new UsageError('--web-listen, --tls-cert and --tls-key need --web.');
    return undefined;
  }
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new UsageError('Give --tls-cert and --tls-key together.');
  }
  const address = parseWebAddress(webListen ?? String(DEFAULT_WEB_PORT), tlsCert !== undefined);
  const tls = tlsCert && tlsKey ? { cert: await readPem(tlsCert), key: await readPem(tlsKey) } : undefined;
  return { address, tls };
}

async function readPem(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} cannot be read: ${error.code ?? error.message}`);
  });
}
