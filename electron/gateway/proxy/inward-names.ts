import { RecentAnswers } from '../recent-answers.ts';

/** How long the gateway's own resolver may take: behind a proxy it often knows no name of the internet. */
const LOOK_UP_MS = 1_000;
const FRESH_MS = 60_000;

/**
 * Domains that never lead to the internet: RFC 6761, RFC 6762 (appendix G lists the private ones), RFC 8375 and ICANN's
 * reservation of `internal`.
 */
const INWARD_DOMAIN =
  /(?:^|\.)(?:localhost|local|internal|intranet|private|corp|home|lan|localdomain|home\.arpa)$/;

interface Options {
  resolve(host: string): Promise<readonly string[]>;
  isPublic(address: string): boolean;
  monotonicMs(): number;
}

/**
 * Names that lead inwards, so that no proxy is asked for them. A proxy resolves names by itself, and its answer cannot be
 * seen from here. What can be: a name without a dot, a domain of private networks, and what the gateway's own resolver
 * answers in time.
 */
export class InwardNames {
  readonly #options: Options;
  readonly #lookUps: RecentAnswers<boolean>;

  constructor(options: Options) {
    this.#options = options;
    this.#lookUps = new RecentAnswers(FRESH_MS, options.monotonicMs);
  }

  async has(host: string): Promise<boolean> {
    if (!host.includes('.') || INWARD_DOMAIN.test(host)) return true;
    return await this.#lookUps.get(host, () => this.#resolvesInwards(host));
  }

  #resolvesInwards(host: string): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), LOOK_UP_MS);
      this.#options
        .resolve(host)
        .then(
          (addresses) => resolve(addresses.some((address) => !this.#options.isPublic(address))),
          // The usual case: only the proxy knows the names of the internet.
          () => resolve(false),
        )
        .finally(() => clearTimeout(timer));
    });
  }
}
