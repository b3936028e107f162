import type { ListenAddress } from '../control/listen-address.ts';
import { DEFAULT_WEB_PORT, parseWebAddress } from '../control/web/web-address.ts';
import { UsageError } from './exit-code.ts';
import { readCertificate } from './tls-options.ts';

/** The options of `bulkhead serve` for browsers. */
export interface WebOptions {
  web: boolean;
  webListen: string | undefined;
  tlsCert: string | undefined;
  tlsKey: string | undefined;
  /** Whether programs with tokens are served, too. */
  listens: boolean;
}

/** Where and how browsers are served. */
export interface WebListen {
  address: ListenAddress;
  tls: { cert: string; key: string } | undefined;
}

/** Reads the options; undefined without `--web`. Rejects with a `UsageError` or `invalid-input`. */
export async function readWebOptions(options: WebOptions): Promise<WebListen | undefined> {
  const { web, webListen, tlsCert, tlsKey } = options;
  if (!web) {
    if (webListen !== undefined) throw new UsageError('--web-listen needs --web.');
    if ((tlsCert ?? tlsKey) !== undefined && !options.listens)
      throw new UsageError('--tls-cert and --tls-key need --web or --listen.');
    return undefined;
  }
  const tls = await readCertificate({ tlsCert, tlsKey });
  return { address: parseWebAddress(webListen ?? String(DEFAULT_WEB_PORT), tls !== undefined), tls };
}
