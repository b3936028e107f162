import { connect as connectTcp, type OnReadOpts, type Socket } from 'node:net';
import type { DecisionReason, FlowError } from '../contract/egress.ts';
import { mayBeHostService } from './addresses.ts';
import { answerErrorOf } from './answer-error.ts';
import type { HostEnvironment } from './host-environment.ts';

/** The addresses that a request may be sent to, or the reason why there are none. */
export type Destination =
  | { readonly ok: true; readonly addresses: readonly string[] }
  | { readonly ok: false; readonly blocked: DecisionReason }
  | { readonly ok: false; readonly failed: FlowError };

const CACHE_FRESH_MS = 10_000;
const CACHE_LIMIT = 1_000;
/** Enough to get past one dead address; more would delay the agent for minutes. */
const MAX_TRIED_ADDRESSES = 3;
const CONNECT_TIMEOUT_MS = 10_000;

/** Looks a host up once and checks every answer, so that only checked addresses are dialled. */
export class Destinations {
  readonly #environment: HostEnvironment;
  readonly #cache = new Map<
    string,
    { readonly until: number; readonly addresses: Promise<readonly string[]> }
  >();

  constructor(environment: HostEnvironment) {
    this.#environment = environment;
  }

  /** @param service the address that a rule names for this host, which replaces the look-up */
  async find(host: string, service: string | undefined): Promise<Destination> {
    if (service !== undefined) {
      const usable = mayBeHostService(this.#environment.classify(service)) && !this.#isOwn(service);
      return usable ? { ok: true, addresses: [service] } : { ok: false, blocked: 'forbidden-address' };
    }
    let addresses: readonly string[];
    try {
      addresses = await this.#lookUp(host);
    } catch {
      // Whatever the resolver's error, the name has no address.
      return { ok: false, failed: 'dns-failed' };
    }
    if (addresses.length === 0) return { ok: false, failed: 'dns-failed' };
    // One forbidden answer refuses them all: a name that mixes public and private addresses is an attack or a mistake.
    const allPublic = addresses.every((address) => this.#isPublic(address));
    if (!allPublic) return { ok: false, blocked: 'forbidden-address' };
    return { ok: true, addresses: addresses.slice(0, MAX_TRIED_ADDRESSES) };
  }

  #isPublic(address: string): boolean {
    return this.#environment.classify(address) === 'public' && !this.#isOwn(address);
  }

  #isOwn(address: string): boolean {
    return this.#environment.ownAddresses().has(address);
  }

  #lookUp(host: string): Promise<readonly string[]> {
    const now = this.#environment.monotonicMs();
    const cached = this.#cache.get(host);
    if (cached !== undefined && now < cached.until) return cached.addresses;
    this.#cache.delete(host);
    const oldest = this.#cache.keys().next().value;
    if (this.#cache.size >= CACHE_LIMIT && oldest !== undefined) this.#cache.delete(oldest);
    const addresses = this.#environment.resolve(host);
    this.#cache.set(host, { until: now + CACHE_FRESH_MS, addresses });
    // The caller handles the failure; this handler only removes the cache entry.
    addresses.catch(() => this.#cache.delete(host));
    return addresses;
  }
}

interface DialOptions {
  readonly allowHalfOpen?: boolean;
  readonly onread?: OnReadOpts;
}

/**
 * Connects to the first address that answers; a socket opened with `onread` is paused. Rejects with the last error, or
 * with the signal's reason.
 */
export async function dial(
  addresses: readonly string[],
  port: number,
  signal: AbortSignal,
  options: DialOptions = {},
): Promise<Socket> {
  let lastError: unknown = new Error('no address');
  for (const address of addresses) {
    signal.throwIfAborted();
    try {
      return await dialOne(address, port, signal, options);
    } catch (error) {
      lastError = error;
    }
  }
  throw lastError;
}

function dialOne(host: string, port: number, signal: AbortSignal, options: DialOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port, noDelay: true, ...options });
    // An unpaused socket would read before its consumer is attached.
    if (options.onread !== undefined) socket.pause();
    const timer = setTimeout(() => fail(dialTimeout()), CONNECT_TIMEOUT_MS);
    const onAbort = () => fail(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
    socket.once('error', fail);
    function settle(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.removeListener('error', fail);
    }
    function fail(error: unknown): void {
      settle();
      // The failure is already reported, and a later error has no recipient.
      socket.on('error', () => undefined);
      socket.destroy();
      reject(error);
    }
  });
}

function dialTimeout(): Error {
  return Object.assign(new Error('The connection took too long.'), { code: 'ETIMEDOUT' });
}

/** The audit's error type for a connection error. */
export function flowErrorOf(error: unknown): FlowError {
  const answerError = answerErrorOf(error);
  if (answerError !== undefined) return answerError;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ETIMEDOUT') return 'timeout';
  if (/NO_APPLICATION_PROTOCOL/.test(code)) return 'server-without-http2';
  if (code === 'ECONNRESET' || code === 'EPIPE' || code.startsWith('ERR_HTTP2')) return 'reset';
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|^ERR_SSL|DEPTH_ZERO|HOSTNAME_MISMATCH/.test(code))
    return 'certificate-refused';
  return 'unreachable';
}
