import { beforeEach, expect, it, vi } from 'vitest';
import type { FromHost, ToHost } from '../../contract/host.ts';
import type { SecretAdministration } from '../../contract/secrets.ts';
import { Emitter } from '../../lib/emitter.ts';
import { silentLogger } from '../../lib/logger.ts';
import type { SecretsStore } from '../../secrets/secrets-store.ts';
import { SecretsOwner } from './secrets-owner.ts';

let started: Emitter<void>;
let message: Emitter<FromHost>;
let sent: ToHost[];
let load: ReturnType<typeof vi.fn>;
let owner: SecretsOwner;
const own: SecretAdministration = { call: async () => ({ characters: 1 }) as never };
beforeEach(() => {
  started = new Emitter();
  message = new Emitter();
  sent = [];
  load = vi.fn(async () => undefined);
  owner = new SecretsOwner({
    host: { started, message, send: (each) => void sent.push(each), problem: null },
    store: { load } as unknown as SecretsStore,
    own,
    logger: silentLogger,
  });
});
const test = () => owner.call('secrets.test', { id: 'one' });
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('waits until it is known who keeps the secrets, and then asks this app', async () => {
  const asked = test();
  await turn();
  expect(sent).toEqual([]);
  message.emit({ type: 'owner', isOwn: true });
  expect(await asked).toEqual({ characters: 1 });
  expect(sent).toEqual([]);
});

it('asks the process whose client the app is, and reads its file when it takes over', async () => {
  message.emit({ type: 'owner', isOwn: false });
  const asked = test();
  await turn();
  expect(sent).toMatchObject([
    { type: 'secret-call', requestId: 1, call: { name: 'secrets.test', input: { id: 'one' } } },
  ]);
  message.emit({
    type: 'secret-call-answer',
    requestId: 1,
    answer: { kind: 'done', output: { characters: 7 } },
  });
  expect(await asked).toEqual({ characters: 7 });
  const lost = test();
  await turn();
  message.emit({ type: 'owner', isOwn: true });
  started.emit();
  await expect(lost).rejects.toMatchObject({ error: { type: 'engine-unreachable' } });
  expect(load).toHaveBeenCalledOnce();
  expect(await test()).toEqual({ characters: 1 });
});

it('carries out what programs ask the engine host of this app', async () => {
  message.emit({ type: 'owner', isOwn: true });
  message.emit({ type: 'secret-call', requestId: 5, call: { name: 'secrets.test', input: { id: 'one' } } });
  await vi.waitFor(() =>
    expect(sent).toEqual([
      { type: 'secret-call-answer', requestId: 5, answer: { kind: 'done', output: { characters: 1 } } },
    ]),
  );
});
