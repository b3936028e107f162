import type { Duplex } from 'node:stream';
import type { AgentPolicyInput } from '../../../contract/egress.ts';
import { APP_SERVICE } from '../../../contract/mcp-grant.ts';
import { backoffMs } from '../../../lib/backoff.ts';
import { type Clock, delay } from '../../../lib/clock.ts';
import { duplexPair } from '../../../lib/duplex-pair.ts';
import type { Logger } from '../../../lib/logger.ts';
import type { RelayRequest } from '../../../lib/relay/link.ts';
import type { GatewayLink } from '../../docker/gateway-link.ts';

export interface AppRelayOptions {
  /** Starts the relay in the gateway's container. */
  open(onRequest: (request: RelayRequest) => void): Promise<GatewayLink>;
  clock: Clock;
  logger: Logger;
}

/**
 * Carries agents' connections from the gateway to this process while an agent has a grant to use the app. It runs in the
 * gateway's container, and starts again when it ended or the gateway was replaced.
 */
export class AppRelay {
  readonly #options: AppRelayOptions;
  readonly #agents = new Set<string>();
  #running: AbortController | undefined;
  #serve: ((connection: Duplex) => void) | undefined;

  constructor(options: AppRelayOptions) {
    this.#options = options;
  }

  /** Hands connections of the gateway to `serve` until the returned function is called; before and after, all are refused. */
  serve(serve: (connection: Duplex) => void): () => void {
    this.#serve = serve;
    return () => {
      if (this.#serve === serve) this.#serve = undefined;
    };
  }

  /** Follows the policy that the gateway has for an agent. */
  applied({ agentId, mode, rules }: Pick<AgentPolicyInput, 'agentId' | 'mode' | 'rules'>): void {
    const leadsHere = mode !== 'off' && rules.some(({ service }) => service?.address === APP_SERVICE);
    if (leadsHere) this.#agents.add(agentId);
    else this.#agents.delete(agentId);
    this.#follow();
  }

  forget(agentId: string): void {
    this.#agents.delete(agentId);
    this.#follow();
  }

  dispose(): void {
    this.#agents.clear();
    this.#follow();
  }

  #follow(): void {
    if (this.#agents.size === 0) {
      this.#running?.abort();
      this.#running = undefined;
    } else if (!this.#running) {
      this.#running = new AbortController();
      void this.#run(this.#running.signal);
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { open, clock, logger } = this.#options;
    for (let failures = 0; !signal.aborted; failures += 1) {
      // The signal's abort ends the loop by its condition.
      await delay(clock, backoffMs(failures), signal).catch(() => undefined);
      if (signal.aborted) return;
      try {
        const opened = await open((request) => {
          // The first connection shows that the relay works.
          failures = 0;
          this.#accept(request);
        });
        const close = () => opened.close();
        signal.addEventListener('abort', close, { once: true });
        if (signal.aborted) close();
        await opened.closed;
        signal.removeEventListener('abort', close);
      } catch (error) {
        logger.warn('agents cannot reach the app', { error });
      }
    }
  }

  #accept(request: RelayRequest): void {
    const serve = this.#serve;
    if (!serve) {
      request.refuse('not-served');
      return;
    }
    const [near, far] = duplexPair();
    near.on('error', () => near.destroy());
    request.accept(far);
    serve(near);
  }
}
