import { type AppError, AppFailure } from '../contract/error.ts';
import type { SecretCallAnswer } from '../contract/host.ts';
import type {
  SecretAdministration,
  SecretCallInput,
  SecretCallName,
  SecretCallOutput,
} from '../contract/secrets.ts';
import type { Logger } from '../lib/logger.ts';
import { PendingRequests } from '../lib/pending-requests.ts';

/** A call about secrets that goes to the process on the other end of a channel. */
export interface SecretCall<N extends SecretCallName = SecretCallName> {
  name: N;
  input: SecretCallInput<N>;
}

/** Makes calls about secrets at the process on the other end of a channel. */
export class SecretCaller implements SecretAdministration {
  readonly #send: (requestId: number, call: SecretCall) => void;
  readonly #requests = new PendingRequests<SecretCallAnswer>();

  constructor(send: (requestId: number, call: SecretCall) => void) {
    this.#send = send;
  }

  async call<N extends SecretCallName>(
    name: N,
    input: SecretCallInput<N>,
    signal?: AbortSignal,
  ): Promise<SecretCallOutput<N>> {
    const answer = await this.#requests.ask((requestId) => this.#send(requestId, { name, input }), {
      signal,
    });
    if (answer.kind === 'failed') throw new AppFailure(answer.error);
    return answer.output as SecretCallOutput<N>;
  }

  receive(requestId: number, answer: SecretCallAnswer): void {
    this.#requests.receive(requestId, answer);
  }

  /** Fails every call that waits: the other process has ended. */
  end(error: AppError): void {
    this.#requests.receiveForAll({ kind: 'failed', error });
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
