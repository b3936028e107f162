import { AppFailure } from '../../contract/error.ts';
import type { ForgeRepository } from '../../contract/forge.ts';
import { type ForgeKind, knownForge } from '../../contract/forge-host.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Secret } from '../../lib/secret.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';
import type { ForgeCall } from './clients/client.ts';
import { CLIENTS } from './clients/clients.ts';
import { noToken } from './failures.ts';
import { type Authorized, ForgeHttp, type ForgeHttpOptions } from './forge-http.ts';

/** The person's tokens for forges, and the APIs that they open. */
export class Forges {
  readonly #secrets: SecretProvider;
  readonly #clock: Clock;
  readonly #http: ForgeHttp;

  constructor(options: ForgeHttpOptions & { secrets: SecretProvider; clock: Clock }) {
    this.#secrets = options.secrets;
    this.#clock = options.clock;
    this.#http = new ForgeHttp(options);
  }

  /** What is known of a server: its kind, and whether there is a token for it. */
  known(host: string): { kind: ForgeKind | undefined; hasToken: boolean } {
    const own = this.#own(host);
    return { kind: own?.kind ?? knownForge(host), hasToken: own !== undefined };
  }

  /** Throws `invalid-input` with the field "kind" when nobody said what kind of server it is. */
  kindOf(host: string, said: ForgeKind | undefined): ForgeKind {
    const kind = this.known(host).kind ?? said;
    if (kind) return kind;
    throw new AppFailure({
      type: 'invalid-input',
      field: 'kind',
      message: `Say what kind of server ${host} is.`,
    });
  }

  /** Throws `secret-unavailable` without a token. */
  async token(kind: ForgeKind, host: string): Promise<Secret> {
    const own = this.#own(host);
    if (!own) throw noToken({ host }, CLIENTS[kind].rights);
    const token = await this.#secrets.value(own.id);
    this.#secrets.used([own.id], this.#clock.now());
    return token;
  }

  /** With the token for the host; `optional` goes on without one, as public issues need none. */
  async authorize(
    kind: ForgeKind,
    { host, path }: ForgeRepository,
    need: 'needed' | 'optional' = 'needed',
  ): Promise<Authorized> {
    const isMissing = need === 'optional' && !this.known(host).hasToken;
    const token = isMissing ? undefined : (await this.token(kind, host)).reveal();
    return { kind, host, path, client: CLIENTS[kind], token };
  }

  send<T>(forge: Authorized, call: ForgeCall<T>, signal: AbortSignal): Promise<T> {
    return this.#http.send(forge, call, signal);
  }

  #own(host: string): { id: string; kind: ForgeKind } | undefined {
    for (const { id, use } of this.#secrets.list())
      if (use.kind === 'forge' && use.host === host) return { id, kind: use.forge };
    return undefined;
  }
}
