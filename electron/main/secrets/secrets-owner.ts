import type { AppError } from '../../contract/error.ts';
import type { FromHost, ToHost } from '../../contract/host.ts';
import type {
  SecretAdministration,
  SecretCallInput,
  SecretCallName,
  SecretCallOutput,
} from '../../contract/secrets.ts';
import type { Logger } from '../../lib/logger.ts';
import { answerSecretCall, SecretCaller } from '../../secrets/call-over-channel.ts';
import type { SecretsStore } from '../../secrets/secrets-store.ts';

/** The part of the engine host that the owner of the secrets is known by. */
export interface OwnerHost {
  started: { on(listener: () => void): () => void };
  message: { on(listener: (message: FromHost) => void): () => void };
  send(message: Extract<ToHost, { type: 'secret-call' | 'secret-call-answer' }>): void;
  /** Set when no engine host runs. */
  readonly problem: unknown;
}

/**
 * The secrets of the data folder, at whoever owns it: this app's store, or the process whose client this app is. Two
 * processes that wrote one file would lose each other's changes.
 */
export class SecretsOwner implements SecretAdministration {
  readonly #own: SecretAdministration;
  readonly #elsewhere: SecretCaller;
  #isOwn: boolean | undefined;
  readonly #known: Promise<void>;
  #tellKnown: () => void = () => undefined;

  constructor(options: {
    host: OwnerHost;
    store: SecretsStore;
    /** Calls that ask the person where it must be. */
    own: SecretAdministration;
    logger: Logger;
  }) {
    const { host, store, own, logger } = options;
    this.#own = own;
    this.#elsewhere = new SecretCaller((requestId, call) =>
      // The union of the messages is by name, which a generic call keeps.
      host.send({ type: 'secret-call', requestId, call } as Parameters<OwnerHost['send']>[0]),
    );
    this.#known = new Promise((resolve) => {
      this.#tellKnown = resolve;
    });
    host.started.on(() => {
      // A new engine host knows nothing of what the one before was asked.
      this.#elsewhere.end(OWNER_GONE);
      if (host.problem) this.#become(true);
    });
    host.message.on((message) => {
      switch (message.type) {
        case 'owner': {
          const isTaken = this.#isOwn === false && message.isOwn;
          this.#become(message.isOwn);
          // The owner before may have changed the file.
          if (isTaken) store.load().catch((error: unknown) => logger.error('secrets not read', { error }));
          return;
        }
        case 'secret-call':
          void answerSecretCall(own, message.call, logger).then((answer) =>
            host.send({ type: 'secret-call-answer', requestId: message.requestId, answer }),
          );
          return;
        case 'secret-call-answer':
          this.#elsewhere.receive(message.requestId, message.answer);
      }
    });
  }

  async call<N extends SecretCallName>(
    name: N,
    input: SecretCallInput<N>,
    signal?: AbortSignal,
  ): Promise<SecretCallOutput<N>> {
    await this.#known;
    return await (this.#isOwn === false ? this.#elsewhere : this.#own).call(name, input, signal);
  }

  #become(isOwn: boolean): void {
    this.#isOwn = isOwn;
    this.#tellKnown();
  }
}

const OWNER_GONE: AppError = {
  type: 'engine-unreachable',
  message: 'Whoever keeps the secrets went away. Try again.',
  actions: [],
};
