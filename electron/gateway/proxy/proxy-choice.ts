import type { SecureContext } from 'node:tls';
import { NO_PROXIES, type UpstreamProxies } from '../../contract/upstream-proxy.ts';
import { parseNoProxy } from '../../lib/no-proxy.ts';
import type { ProxyHop } from './route.ts';

/** Chooses the proxy of a request. */
export class ProxyChoice {
  readonly #resolve: (host: string) => Promise<readonly string[]>;
  readonly #trust: () => SecureContext | undefined;
  #proxies: UpstreamProxies = NO_PROXIES;
  #bypasses = parseNoProxy('');

  constructor(options: {
    resolve(host: string): Promise<readonly string[]>;
    /** The roots that sign a proxy's own certificate; undefined: Node's. */
    trust(): SecureContext | undefined;
  }) {
    this.#resolve = options.resolve;
    this.#trust = options.trust;
  }

  configure(proxies: UpstreamProxies): void {
    this.#proxies = proxies;
    this.#bypasses = parseNoProxy(proxies.noProxy);
  }

  /** The proxy for a host; undefined: straight to the server. */
  for(host: string, port: number, secure: boolean): ProxyHop | undefined {
    const server = secure ? this.#proxies.secure : this.#proxies.plain;
    if (server === null || this.#bypasses(host, port)) return undefined;
    return { server, trust: this.#trust(), resolve: this.#resolve };
  }
}
