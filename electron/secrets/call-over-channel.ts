import { type AppError, AppFailure } from '../contract/error.ts';
import type { SecretCallAnswer } from '../contract/host.ts';
import type {
  SecretAdministration,
  SecretCallInput,
  SecretCallName,
  SecretCallOutput,
} from '../contract/secrets.ts';
import type { Logger } from '../lib/logger.ts';

/** A call about secrets that goes to the process on the other end of a channel. */
export interface SecretCall<N extends SecretCallName = SecretCallName> {
  name: N;
  input: SecretCallInput<N>;
}

/** Makes calls about secrets at the process on the other end of a channel. */
export class SecretCaller implements SecretAdministration {
  readonly #send: (requestId: number, call: SecretCall) => void;
  readonly #waiting = new Map<number, (answer: SecretCallAnswer) => void>();
  #lastRequest = 0;

  constructor(send: (requestId: number, call: SecretCall) => void) {
    this.#send = send;
  }

  async call<N extends SecretCallName>(
    name: N,
    input: SecretCallInput<N>,
    signal?: AbortSignal,
  ): Promise<SecretCallOutput<N>> {
    signal?.throwIfAborted();
    const requestId = ++this.#lastRequest;
    const answer = await new Promise<SecretCallAnswer>((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.delete(requestId);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.set(requestId, (received) => {
        signal?.removeEventListener('abort', onAbort);
        resolve(received);
      });
      this.#send(requestId, { name, input });
    });
    if (answer.kind === 'failed') throw new AppFailure(answer.error);
    return answer.output as SecretCallOutput<N>;
  }

  receive(requestId: number, answer: SecretCallAnswer): void {
    const settle = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    settle?.(answer);
  }

  /** Fails every call that waits: the other process has ended. */
  end(error: AppError): void {
    for (const requestId of [...this.#waiting.keys()]) this.receive(requestId, { kind: 'failed', error });
  }
}

/** Carries out a call for the process on the other end. Resolves to its answer, a failure included. */
export async function answerSecretCall(
  secrets: SecretAdministration,
  { name, input }: SecretCall,
  logger: Logger,
): Promise<SecretCallAnswer> {
  try {
    return { kind: 'done', output: await secrets.call(name, input) };
  } catch (error) {
    if (error instanceof AppFailure) return { kind: 'failed', error: error.error };
    logger.error('a call about secrets failed', { name, error });
    const message = 'Something went wrong inside Bulkhead.';
    return { kind: 'failed', error: { type: 'internal', message, actions: [] } };
  }
}
