import { BUILTIN_ACCOUNTS } from '../contract/builtin-accounts.ts';
import type { FromHost, ToHost } from '../contract/host.ts';
import { matchesAnyHostPattern } from '../contract/host-pattern.ts';
import { PendingRequests } from '../lib/pending-requests.ts';

/** Without an answer, as when the engine host has ended, the person is asked as about any other link. */
const ANSWER_WITHIN_MS = 5_000;

type Asked = Extract<ToHost, { type: 'sign-in-page-asked' }>;

/** The pages of sign-ins that run now, which open without a question because the person has just asked for them. */
export class SignInPages {
  readonly #send: (message: Asked) => void;
  readonly #requests = new PendingRequests<boolean>();

  constructor(host: {
    message: { on(listener: (message: FromHost) => void): () => void };
    send(message: Asked): void;
  }) {
    this.#send = (message) => host.send(message);
    host.message.on((message) => {
      if (message.type === 'sign-in-page-answer') this.#requests.receive(message.requestId, message.isOne);
    });
  }

  /**
   * Whether it is exactly the address that a sign-in of this app to a built-in provider shows now, on that provider's own
   * host. What an agent prints is neither.
   */
  async include(address: URL): Promise<boolean> {
    if (!isBuiltinHost(address)) return false;
    const url = address.href;
    return await this.#requests
      .ask((requestId) => this.#send({ type: 'sign-in-page-asked', requestId, url }), {
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      })
      .catch(() => false);
  }
}

function isBuiltinHost({ protocol, hostname }: URL): boolean {
  const pages = BUILTIN_ACCOUNTS.flatMap(({ provider }) => provider.signIn?.pages ?? []);
  return protocol === 'https:' && matchesAnyHostPattern(pages, hostname);
}
