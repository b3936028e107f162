import type { Decision, FlowError } from '../../contract/egress.ts';
import type { Reachability } from '../../contract/reachability.ts';
import { Emitter } from '../../lib/emitter.ts';

/** So many failures in a row, or to so many hosts, are the network's fault and not one host's. */
const FAILURES = 3;
const HOSTS = 2;
const SHOWN_HOSTS = 5;

/** Errors that come before any server has answered. */
const NETWORK_ERRORS: ReadonlySet<FlowError> = new Set(['dns-failed', 'unreachable', 'timeout']);
/** Errors of the proxy itself: with one of them no host can be reached. */
const PROXY_ERRORS: ReadonlySet<FlowError> = new Set(['proxy-unreachable', 'proxy-login']);

interface Failures {
  readonly count: number;
  readonly hosts: readonly string[];
  readonly since: number;
}

/** Finds out from the gateway's decisions whether there is a way to the internet at all. */
export class ReachabilityWatch {
  readonly changed = new Emitter<Reachability>();
  #state: Reachability = { state: 'unknown' };
  #failures: Failures | undefined;

  get state(): Reachability {
    return this.#state;
  }

  add({ final, verdict, error, host, time, bytesDown }: Decision): void {
    if (!final || verdict !== 'allowed') return;
    if (error === undefined || !(NETWORK_ERRORS.has(error) || PROXY_ERRORS.has(error))) {
      // The gateway's own answers carry no bytes of a server.
      if (error === undefined || bytesDown > 0) this.#set({ state: 'open' });
      return;
    }
    const { count = 0, hosts = [], since = time } = this.#failures ?? {};
    const failed = hosts.includes(host) ? hosts : [...hosts, host].slice(-SHOWN_HOSTS);
    this.#failures = { count: count + 1, hosts: failed, since };
    if (PROXY_ERRORS.has(error) || failed.length >= HOSTS || count + 1 >= FAILURES)
      this.#set({ state: 'dead', error, hosts: [...failed], since });
  }

  /** Forgets what was found, because the way out has changed. */
  reset(): void {
    this.#failures = undefined;
    this.#set({ state: 'unknown' });
  }

  #set(state: Reachability): void {
    if (state.state !== 'dead') this.#failures = undefined;
    const before = this.#state;
    this.#state = state;
    if (state.state !== before.state || state.state === 'dead') this.changed.emit(state);
  }
}
