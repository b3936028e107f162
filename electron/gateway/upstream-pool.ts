import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { SecureContext } from 'node:tls';

const POOL_OPTIONS = { keepAlive: true, maxFreeSockets: 32, timeout: 60_000 } as const;

/**
 * Kept-alive connections to upstream servers, one pool per agent: no agent ever speaks over another's connection.
 * The pool's key holds the checked IP address, so a kept connection is one to an address that was checked.
 */
export class UpstreamPool {
  readonly #plain = new HttpAgent(POOL_OPTIONS);
  #secure: { readonly context: SecureContext | undefined; readonly agent: HttpsAgent } | undefined;
  readonly #contextNow: () => SecureContext | undefined;

  constructor(contextNow: () => SecureContext | undefined) {
    this.#contextNow = contextNow;
  }

  plain(): HttpAgent {
    return this.#plain;
  }

  /** Upstream certificates are verified against the public roots, plus those that the person added. */
  secure(): HttpsAgent {
    const context = this.#contextNow();
    if (this.#secure === undefined || this.#secure.context !== context) {
      this.#secure?.agent.destroy();
      const trust = context === undefined ? {} : { secureContext: context };
      this.#secure = {
        context,
        agent: new HttpsAgent({
          ...POOL_OPTIONS,
          ...trust,
          ALPNProtocols: ['http/1.1'],
          minVersion: 'TLSv1.2',
        }),
      };
    }
    return this.#secure.agent;
  }

  close(): void {
    this.#plain.destroy();
    this.#secure?.agent.destroy();
  }
}
