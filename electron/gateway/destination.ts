import type { DecisionReason, FlowError } from '../contract/egress.ts';
import { APP_SERVICE } from '../contract/mcp-grant.ts';
import { mayBeHostService } from './addresses.ts';
import { answerErrorOf } from './answer-error.ts';
import { APP_ADDRESS } from './app-relay.ts';
import type { HostEnvironment } from './host-environment.ts';
import type { Authority } from './hosts.ts';
import { InwardNames } from './proxy/inward-names.ts';
import type { ProxyChoice } from './proxy/proxy-choice.ts';
import { ProxyFailure } from './proxy/proxy-failure.ts';
import type { Route } from './proxy/route.ts';
import { RecentAnswers } from './recent-answers.ts';
import { serverTlsErrorOf } from './server-tls-error.ts';

/** The way on which a request may be sent, or the reason why there is none. */
export type Destination =
  | { readonly ok: true; readonly route: Route }
  | { readonly ok: false; readonly blocked: DecisionReason }
  | { readonly ok: false; readonly failed: FlowError };

const FRESH_MS = 10_000;
/** Enough to get past one dead address; more would delay the agent for minutes. */
const MAX_TRIED_ADDRESSES = 3;

/** Looks a host up once and checks every answer, so that only checked addresses are dialled. */
export class Destinations {
  readonly #environment: HostEnvironment;
  readonly #proxies: ProxyChoice;
  readonly #inwardNames: InwardNames;
  readonly #lookUps: RecentAnswers<readonly string[]>;

  constructor(environment: HostEnvironment, proxies: ProxyChoice) {
    this.#environment = environment;
    this.#proxies = proxies;
    this.#lookUps = new RecentAnswers(FRESH_MS, environment.monotonicMs);
    this.#inwardNames = new InwardNames({
      resolve: (host) => environment.resolve(host),
      isPublic: (address) => this.#isPublic(address),
      monotonicMs: environment.monotonicMs,
    });
  }

  /**
   * @param secure whether the connection carries more than HTTP in clear text
   * @param service the address that a rule names for this host, or the app; it replaces look-up and proxy
   */
  async find(
    { host, port }: Pick<Authority, 'host' | 'port'>,
    { secure, service }: { readonly secure: boolean; readonly service: string | undefined },
  ): Promise<Destination> {
    if (service === APP_SERVICE) return { ok: true, route: { kind: 'direct', addresses: [APP_ADDRESS] } };
    if (service !== undefined) {
      const usable = mayBeHostService(this.#environment.classify(service)) && !this.#isOwn(service);
      return usable
        ? { ok: true, route: { kind: 'direct', addresses: [service] } }
        : { ok: false, blocked: 'forbidden-address' };
    }
    const hop = this.#proxies.for(host, port, secure);
    if (hop !== undefined) {
      return (await this.#inwardNames.has(host))
        ? { ok: false, blocked: 'forbidden-address' }
        : { ok: true, route: { kind: 'proxy', host, hop } };
    }
    let addresses: readonly string[];
    try {
      addresses = await this.#lookUps.get(host, () => this.#environment.resolve(host));
    } catch {
      // Whatever the resolver's error, the name has no address.
      return { ok: false, failed: 'dns-failed' };
    }
    if (addresses.length === 0) return { ok: false, failed: 'dns-failed' };
    // One forbidden answer refuses them all: a name that mixes public and private addresses is an attack or a mistake.
    const allPublic = addresses.every((address) => this.#isPublic(address));
    if (!allPublic) return { ok: false, blocked: 'forbidden-address' };
    return { ok: true, route: { kind: 'direct', addresses: addresses.slice(0, MAX_TRIED_ADDRESSES) } };
  }

  #isPublic(address: string): boolean {
    return this.#environment.classify(address) === 'public' && !this.#isOwn(address);
  }

  #isOwn(address: string): boolean {
    return this.#environment.ownAddresses().has(address);
  }
}

/** The audit's error type for a connection error. */
export function flowErrorOf(error: unknown): FlowError {
  if (error instanceof ProxyFailure) return error.flowError;
  const answerError = answerErrorOf(error);
  if (answerError !== undefined) return answerError;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ETIMEDOUT') return 'timeout';
  if (/NO_APPLICATION_PROTOCOL/.test(code)) return 'server-without-http2';
  if (code === 'ECONNRESET' || code === 'EPIPE' || code.startsWith('ERR_HTTP2')) return 'reset';
  return serverTlsErrorOf(code) ?? 'unreachable';
}
