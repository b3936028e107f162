import type { FlowError, Renewal } from '../../contract/egress.ts';
import type { GatewayMessage } from '../../contract/egress-control.ts';
import type { TokenSet } from '../../contract/token-set.ts';
import { EchoFilter } from '../echo-filter.ts';
import { pairHeaders, uncompressed, valuesOf } from '../headers.ts';
import type { HostEnvironment } from '../host-environment.ts';
import type { Route } from '../proxy/route.ts';
import type { RequestHead } from '../request-head.ts';
import type { UpstreamPool } from '../upstream-pool.ts';
import { type ReadyRequest, startUpstream } from '../upstream-request.ts';
import type { AccountTokens } from './account-tokens.ts';
import { readAnswer } from './read-answer.ts';
import { type Renewed, readRenewal, renewalAnswer } from './renewal-answer.ts';
import { type BodyFormat, renewalBody } from './renewal-request.ts';

/** An agent's request to renew an account, decided and resolved. */
export interface RenewalRequest {
  readonly renewal: Renewal;
  readonly format: BodyFormat;
  readonly head: RequestHead;
  readonly route: Route;
}

export type RenewalOutcome =
  | { readonly status: number; readonly contentType: string; readonly body: string }
  | { readonly failed: FlowError }
  | 'unavailable';

/**
 * Agents that ask this soon after a renewal get its tokens: their programs all look at the same end. It also bounds how
 * often agents can have an account renewed.
 */
const SHARED_FOR_MS = 60_000;

interface Shared extends Renewed {
  readonly at: number;
}

/**
 * Renews accounts for agents, each once however many agents ask. A renewal goes on when its agent leaves: the server has
 * used the old refresh token up by then.
 */
export class Renewals {
  readonly #tokens: AccountTokens;
  readonly #pool: UpstreamPool;
  readonly #environment: Pick<HostEnvironment, 'wallMs' | 'monotonicMs'>;
  readonly #send: (message: GatewayMessage) => void;
  readonly #running = new Map<string, Promise<RenewalOutcome>>();
  readonly #recent = new Map<string, Shared>();

  constructor(options: {
    tokens: AccountTokens;
    pool: UpstreamPool;
    environment: Pick<HostEnvironment, 'wallMs' | 'monotonicMs'>;
    send(message: GatewayMessage): void;
  }) {
    this.#tokens = options.tokens;
    this.#pool = options.pool;
    this.#environment = options.environment;
    this.#send = options.send;
  }

  /** Never rejects. */
  async renew(request: RenewalRequest): Promise<RenewalOutcome> {
    const { secretId } = request.renewal;
    // A failure is the answer to one request alone: the next one tries by itself.
    for (let running = this.#running.get(secretId); running; running = this.#running.get(secretId))
      await running;
    const shared = this.#shared(secretId);
    if (shared !== undefined) return this.#answer(request.renewal, shared);
    const present = this.#tokens.get(secretId);
    if (present?.refresh === undefined) return 'unavailable';
    const running = this.#renew(request, present, present.refresh).finally(() =>
      this.#running.delete(secretId),
    );
    this.#running.set(secretId, running);
    return await running;
  }

  async #renew(request: RenewalRequest, present: TokenSet, refresh: string): Promise<RenewalOutcome> {
    const { renewal, format, head, route } = request;
    const ready: ReadyRequest = {
      head: { ...head, headers: uncompressed(head.headers) },
      secure: true,
      route,
      bufferedBody: [renewalBody(renewal, refresh, format)],
      echoFilter: undefined,
    };
    const answer = await readAnswer(startUpstream(ready, this.#pool, []), ready.bufferedBody ?? []);
    if ('failed' in answer) return answer;
    const renewed =
      answer.status < 300 ? readRenewal(answer.text, present, this.#environment.wallMs()) : undefined;
    if (renewed === undefined) {
      if (answer.status < 300) return { failed: 'unreadable-answer' };
      const [contentType = 'text/plain'] = valuesOf(pairHeaders(answer.rawHeaders), 'content-type');
      const filter = hiding(renewal, [present]);
      return { status: answer.status, contentType: filter.text(contentType), body: filter.text(answer.text) };
    }
    const sealed = this.#tokens.renew(renewal.secretId, renewed.tokens);
    // The account was taken away while it was renewed.
    if (sealed === undefined) return 'unavailable';
    this.#send({ type: 'tokens-renewed', secretId: renewal.secretId, sealed });
    this.#recent.set(renewal.secretId, { ...renewed, at: this.#environment.monotonicMs() });
    return this.#answer(renewal, renewed, present);
  }

  #answer(renewal: Renewal, renewed: Renewed, before?: TokenSet): RenewalOutcome {
    const text = renewalAnswer(renewal, renewed, this.#environment.wallMs());
    const body = hiding(renewal, before === undefined ? [renewed.tokens] : [renewed.tokens, before]).text(
      text,
    );
    return { status: 200, contentType: 'application/json', body };
  }

  /** The last renewal, as long as its tokens are the present ones and it is young. */
  #shared(secretId: string): Shared | undefined {
    const recent = this.#recent.get(secretId);
    if (recent === undefined) return undefined;
    const isPresent = this.#tokens.get(secretId)?.access === recent.tokens.access;
    if (isPresent && this.#environment.monotonicMs() - recent.at < SHARED_FOR_MS) return recent;
    this.#recent.delete(secretId);
    return undefined;
  }
}

/** Puts placeholders in the place of these tokens wherever a server repeats one. */
function hiding({ placeholders }: Renewal, sets: readonly TokenSet[]): EchoFilter {
  return new EchoFilter(
    sets.flatMap(({ access, refresh = '', id = '' }) => [
      { value: access, placeholder: placeholders.access },
      { value: refresh, placeholder: placeholders.refresh },
      { value: id, placeholder: placeholders.id },
    ]),
  );
}
