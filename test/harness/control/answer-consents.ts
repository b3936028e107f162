import { followStream } from '../../../electron/client/follow-stream.ts';
import type { RpcClient } from '../../../electron/client/rpc-client.ts';
import type { ConsentQuestion } from '../../../electron/contract/consent.ts';
import type { Scope } from '../../../electron/lib/scope.ts';

/** Answers every question of the host as a person would; returns what was asked so far. */
export function answerConsents(scope: Scope, client: RpcClient, allowed: boolean): ConsentQuestion[] {
  const asked: ConsentQuestion[] = [];
  const ending = new AbortController();
  const ended = followStream(client, 'consents.watch', {}, ending.signal, async (waiting) => {
    for (const { id: consentId, ...question } of waiting) {
      asked.push(question);
      await client.call('consents.answer', { consentId, allowed });
    }
  });
  scope.add(async () => {
    ending.abort();
    await ended;
  });
  return asked;
}
