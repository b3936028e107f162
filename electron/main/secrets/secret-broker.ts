import { type AppError, AppFailure } from '../../contract/error.ts';
import type { FromHost, SecretAnswer, ToHost } from '../../contract/host.ts';
import type { Logger } from '../../lib/logger.ts';
import type { SecretsStore } from '../../secrets/secrets-store.ts';

/** The part of the engine host that secrets use. */
export interface SecretHost {
  started: { on(listener: () => void): () => void };
  message: { on(listener: (message: FromHost) => void): () => void };
  send(message: Extract<ToHost, { type: 'secrets' | 'secret-answer' }>): void;
}

/** Sends the engine host the list of secrets, and a value only when a gateway needs it. */
export function serveSecrets(host: SecretHost, store: SecretsStore, logger: Logger): void {
  const tellAll = () => host.send({ type: 'secrets', secrets: store.records() });
  const answer = (requestId: number, value: Promise<SecretAnswer>) =>
    void value
      .catch((error: unknown): SecretAnswer => ({ kind: 'failed', error: asAppError(error, logger) }))
      .then((answer) => host.send({ type: 'secret-answer', requestId, answer }));
  host.started.on(tellAll);
  store.changed.on(tellAll);
  host.message.on((message) => {
    if (message.type === 'secret-wanted') answer(message.requestId, readValue(store, message.secretId));
    if (message.type === 'authority-wanted') answer(message.requestId, authorityOf(store));
    if (message.type === 'tokens-renewed')
      store
        .renewed(message.secretId, message.tokens)
        .catch((error: unknown) => logger.error('renewed tokens were not stored', { error }));
    if (message.type === 'signed-in')
      store
        .addAccount(message)
        .catch((error: unknown) => logger.error('an account was not stored', { error }));
    if (message.type === 'secrets-used') store.used(message.secretIds, message.at);
  });
}

async function readValue(store: SecretsStore, secretId: string): Promise<SecretAnswer> {
  return { kind: 'value', value: (await store.value(secretId)).reveal() };
}

async function authorityOf(store: SecretsStore): Promise<SecretAnswer> {
  const { certificatePem, privateKey } = await store.authority();
  return { kind: 'authority', certificatePem, privateKeyPem: privateKey.reveal() };
}

function asAppError(error: unknown, logger: Logger): AppError {
  if (error instanceof AppFailure) return error.error;
  logger.error('a secret could not be given', { error });
  return { type: 'internal', message: 'Something went wrong inside Bulkhead.', actions: [] };
}
