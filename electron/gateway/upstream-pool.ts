import { setMaxListeners } from 'node:events';
import { type ClientRequestArgs, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions as HttpsAgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import { dial } from './destination.ts';

const POOL_OPTIONS = { keepAlive: true, maxFreeSockets: 32, timeout: 60_000 } as const;

type Created = (error: Error | null, connection: Duplex) => void;
type SignalNow = () => AbortSignal;

/** The checked addresses of a destination, as the host under which a pool keeps its connections. */
export function poolHost(addresses: readonly string[]): string {
  return addresses.join(' ');
}

async function dialHost(options: ClientRequestArgs, signal: AbortSignal): Promise<Duplex> {
  return await dial((options.host ?? '').split(' '), Number(options.port), signal);
}

/** Pools whose connections go to the first of a destination's addresses that answers, as tunnels do. */
class PlainPool extends HttpAgent {
  readonly #signalNow: SignalNow;

  constructor(signalNow: SignalNow) {
    super(POOL_OPTIONS);
    this.#signalNow = signalNow;
  }

  override createConnection(options: ClientRequestArgs, created: Created): undefined {
    const failed = created as (error: Error) => void;
    dialHost(options, this.#signalNow()).then((socket) => created(null, socket), failed);
  }
}

class SecurePool extends HttpsAgent {
  readonly #signalNow: SignalNow;

  constructor(options: HttpsAgentOptions, signalNow: SignalNow) {
    super({ ...POOL_OPTIONS, ...options });
    this.#signalNow = signalNow;
  }

  override createConnection(options: ClientRequestArgs, created: Created): undefined {
    const failed = created as (error: Error) => void;
    dialHost(options, this.#signalNow())
      .then((socket) => super.createConnection({ ...options, ...{ socket } }) as Duplex)
      .then((secured) => created(null, secured), failed);
  }
}

/** One signal for however many connections are being dialled. */
function newDialling(): AbortController {
  const dialling = new AbortController();
  setMaxListeners(0, dialling.signal);
  return dialling;
}

/**
 * Kept-alive connections to upstream servers, one pool per agent: no agent ever speaks over another's connection.
 * The pool's key holds the checked IP addresses, so a kept connection is one to an address that was checked.
 */
export class UpstreamPool {
  #dialling = newDialling();
  readonly #signalNow: SignalNow = () => this.#dialling.signal;
  readonly #plain = new PlainPool(this.#signalNow);
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
      const options = { ...trust, ALPNProtocols: ['http/1.1'], minVersion: 'TLSv1.2' as const };
      this.#secure = { context, agent: new SecurePool(options, this.#signalNow) };
    }
    return this.#secure.agent;
  }

  /** Closes what is idle and gives up what is being dialled; the pool may be used again. */
  close(): void {
    this.#dialling.abort(new Error('the pool was closed'));
    this.#dialling = newDialling();
    this.#plain.destroy();
    this.#secure?.agent.destroy();
  }
}
