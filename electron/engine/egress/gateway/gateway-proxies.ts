import { isDeepStrictEqual } from 'node:util';
import type { UpstreamProxies } from '../../../contract/upstream-proxy.ts';
import type { Logger } from '../../../lib/logger.ts';
import type { EngineProxies } from '../../proxies/create.ts';
import type { RunningGateway } from './gateway.ts';

/** Tells the gateway the proxies before the internet, and each change of them. */
export class GatewayProxies {
  readonly #source: Pick<EngineProxies, 'current' | 'onChange'>;
  readonly #logger: Logger;
  #pushed: { readonly instanceId: string; readonly proxies: UpstreamProxies } | undefined;
  /** One at a time, so that the newest comes last. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: { source: Pick<EngineProxies, 'current' | 'onChange'>; logger: Logger }) {
    this.#source = options.source;
    this.#logger = options.logger.child('proxies');
  }

  onChange(listener: () => void): () => void {
    return this.#source.onChange(listener);
  }

  /** Resolves once the gateway has the present proxies. Never rejects: without them it tries the direct way. */
  push(gateway: RunningGateway): Promise<void> {
    this.#queue = this.#queue
      .then(() => this.#push(gateway))
      .catch((error: unknown) => this.#logger.warn('proxies not pushed', { error }));
    return this.#queue;
  }

  async #push({ channel, instanceId }: RunningGateway): Promise<void> {
    const proxies = await this.#source.current();
    if (this.#pushed?.instanceId === instanceId && isDeepStrictEqual(this.#pushed.proxies, proxies)) return;
    await channel.send({ type: 'set-proxies', proxies });
    this.#pushed = { instanceId, proxies };
  }
}
