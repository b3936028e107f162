import { type AppError, AppFailure } from '../../contract/error.ts';
import type { FromHost, SecretAnswer, ToHost } from '../../contract/host.ts';
import type { SecretRecord, SecretUse } from '../../contract/secrets.ts';
import { Emitter } from '../../lib/emitter.ts';
import { PendingRequests } from '../../lib/pending-requests.ts';
import { Secret } from '../../lib/secret.ts';
import type { KeptAuthority, SecretProvider } from './secret-provider.ts';

/**
 * Deadline of an answer. A source may be a command that waits for a person (a fingerprint for `op`); the main process
 * gives up earlier.
 */
const ANSWER_WITHIN_MS = 60_000;

type Request = { type: 'secret-wanted'; secretId: string } | { type: 'authority-wanted' };

/** Requests credentials from Electron's main process over the channel between the two. Stores no values. */
export class MainSecretProvider implements SecretProvider {
  readonly #changed = new Emitter<void>();
  readonly #requests = new PendingRequests<SecretAnswer>();
  readonly #tell: (message: FromHost) => void;
  #secrets: readonly SecretRecord[] = [];

  constructor(tell: (message: FromHost) => void) {
    this.#tell = tell;
  }

  /** Handles a message of the main process. */
  receive(message: Extract<ToHost, { type: 'secrets' | 'secret-answer' }>): void {
    if (message.type === 'secrets') {
      this.#secrets = message.secrets;
      this.#changed.emit();
      return;
    }
    this.#requests.receive(message.requestId, message.answer);
  }

  list(): readonly SecretRecord[] {
    return this.#secrets;
  }

  onChange(listener: () => void): () => void {
    return this.#changed.on(listener);
  }

  async value(secretId: string): Promise<Secret> {
    const answer = await this.#ask({ type: 'secret-wanted', secretId });
    if (answer.kind === 'value') return new Secret(answer.value);
    throw new AppFailure(failureOf(answer));
  }

  async authority(): Promise<KeptAuthority> {
    const answer = await this.#ask({ type: 'authority-wanted' });
    if (answer.kind === 'authority')
      return { certificatePem: answer.certificatePem, privateKey: new Secret(answer.privateKeyPem) };
    throw new AppFailure(failureOf(answer));
  }

  renewed(secretId: string, tokens: Secret): void {
    this.#tell({ type: 'tokens-renewed', secretId, tokens: tokens.reveal() });
  }

  signedIn({ name, use }: { name: string; use: SecretUse }, text: Secret): void {
    this.#tell({ type: 'signed-in', name, use, text: text.reveal() });
  }

  used(secretIds: readonly string[], at: number): void {
    this.#tell({ type: 'secrets-used', secretIds: [...secretIds], at });
  }

  async #ask(request: Request): Promise<SecretAnswer> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await this.#requests.ask((requestId) => {
        const error = unavailable('The app did not hand the secret over in time.');
        const giveUp = () => this.#requests.receive(requestId, { kind: 'failed', error });
        timer = setTimeout(giveUp, ANSWER_WITHIN_MS).unref();
        this.#tell({ ...request, requestId });
      });
    } finally {
      clearTimeout(timer);
    }
  }
}

function failureOf(answer: SecretAnswer): AppError {
  return answer.kind === 'failed' ? answer.error : unavailable('The app answered with something else.');
}

function unavailable(message: string): AppError {
  return { type: 'secret-unavailable', message, actions: [] };
}
