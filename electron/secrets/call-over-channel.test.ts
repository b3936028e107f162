import { expect, it } from 'vitest';
import { AppFailure } from '../contract/error.ts';
import type { SecretAdministration } from '../contract/secrets.ts';
import { silentLogger } from '../lib/logger.ts';
import { answerSecretCall, SecretCaller } from './call-over-channel.ts';

/** A caller whose calls `secrets` answers, as over a channel. */
function callerOf(secrets: SecretAdministration): SecretCaller {
  const caller: SecretCaller = new SecretCaller((requestId, call) => {
    void answerSecretCall(secrets, call, silentLogger).then((answer) => caller.receive(requestId, answer));
  });
  return caller;
}

it('carries outputs and failures over, and hides what is a bug', async () => {
  const failures: Record<string, Error> = {
    gone: new AppFailure({ type: 'not-found', message: 'This secret no longer exists.' }),
    broken: new Error('sk-canary'),
  };
  const caller = callerOf({
    call: async (_name, input) => {
      const failure = failures[(input as { id: string }).id];
      if (failure) throw failure;
      return { characters: 3 } as never;
    },
  });
  expect(await caller.call('secrets.test', { id: 'one' })).toEqual({ characters: 3 });
  await expect(caller.call('secrets.test', { id: 'gone' })).rejects.toMatchObject({
    error: { type: 'not-found' },
  });
  await expect(caller.call('secrets.test', { id: 'broken' })).rejects.toMatchObject({
    error: { type: 'internal', message: expect.not.stringContaining('canary') },
  });
});

it('waits no longer than its signal and the other process', async () => {
  const caller = new SecretCaller(() => undefined);
  const ending = new AbortController();
  const [cancelled, ended] = [
    caller.call('secrets.remove', { id: 'a' }, ending.signal),
    caller.call('secrets.remove', { id: 'b' }),
  ];
  ending.abort(new Error('gone'));
  await expect(cancelled).rejects.toThrow('gone');
  caller.end({ type: 'engine-unreachable', message: 'It ended.', actions: [] });
  await expect(ended).rejects.toMatchObject({ error: { type: 'engine-unreachable' } });
});
