import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SecretSource } from '../contract/secrets.ts';
import { type TokenSet, tokenSetSchema } from '../contract/token-set.ts';
import { silentLogger } from '../lib/logger.ts';
import type { Encryption } from './encryption.ts';
import { SecretsStore } from './secrets-store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-accounts-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Encodes as hexadecimal, so that no clear text remains to find. */
const keychain: Encryption = {
  protection: 'keychain',
  available: async () => true,
  encrypt: async (text) => Buffer.from(text).toString('hex'),
  decrypt: async (hex) => Buffer.from(hex, 'hex').toString(),
};

async function open(): Promise<SecretsStore> {
  const store = new SecretsStore({ folder, encryption: keychain, environment: {}, logger: silentLogger });
  await store.load();
  return store;
}
const account = (source: SecretSource, value?: string) => ({
  name: 'Work',
  use: { kind: 'oauth' as const, provider: 'claude' },
  source,
  value,
  memoryOnly: false,
});
const file = (access: string, expiresAt: number) =>
  JSON.stringify({
    claudeAiOauth: {
      accessToken: access,
      refreshToken: `refresh-of-${access}`,
      expiresAt,
      subscriptionType: 'max',
    },
  });
const tokensOf = async (store: SecretsStore, id: string): Promise<TokenSet> =>
  tokenSetSchema.parse(JSON.parse((await store.value(id)).reveal()));

describe('an account', () => {
  it('that was signed in to is kept encrypted, with its plan in clear', async () => {
    const { id } = await (await open()).save(account({ kind: 'typed' }, file('access-CANARY', 1_000)));
    expect(await readFile(join(folder, 'secrets.json'), 'utf8')).not.toContain('CANARY');
    const store = await open();
    expect((await store.list()).secrets[0]).toMatchObject({
      missing: false,
      account: { facts: { plan: 'max' }, hasRefresh: true, expiresAt: 1_000 },
    });
    expect(await tokensOf(store, id)).toMatchObject({ access: 'access-CANARY' });
  });

  it('of the same name as another gets one of its own', async () => {
    const store = await open();
    const use = { kind: 'oauth' as const, provider: 'claude' };
    for (const access of ['access-1', 'access-2'])
      await store.addAccount({ name: 'Claude', use, text: file(access, 1_000) });
    expect(store.records().map(({ name }) => name)).toEqual(['Claude', 'Claude 2']);
  });

  it('keeps renewed tokens, and tells the engine host that there are newer ones', async () => {
    const store = await open();
    const { id, revision } = await store.save(account({ kind: 'typed' }, file('access-CANARY', 1_000)));
    const renewed = { access: 'newer-CANARY', refresh: 'newer-refresh-CANARY', expiresAt: 2_000 };
    await store.renewed(id, JSON.stringify(renewed));
    expect(store.records()[0]).toMatchObject({
      revision: revision + 1,
      account: { facts: { plan: 'max' }, expiresAt: 2_000 },
    });
    expect(await tokensOf(await open(), id)).toEqual(renewed);
    expect(await readFile(join(folder, 'secrets.json'), 'utf8')).not.toContain('CANARY');
  });

  it('in a file is read late; of it and of a renewal the newer counts, and the file is never written', async () => {
    const path = join(folder, 'credentials.json');
    await writeFile(path, file('access-CANARY', 1_000));
    const store = await open();
    const { id } = await store.save(account({ kind: 'file', path }));
    await writeFile(path, file('later-CANARY', 2_000));
    expect(await tokensOf(store, id)).toMatchObject({ access: 'later-CANARY' });
    await store.renewed(
      id,
      JSON.stringify({ access: 'newer-CANARY', refresh: 'refresh-2', expiresAt: 3_000 }),
    );
    expect(await tokensOf(store, id)).toMatchObject({ access: 'newer-CANARY' });
    expect(await readFile(path, 'utf8')).toBe(file('later-CANARY', 2_000));
    await writeFile(path, file('signed-in-anew', 4_000));
    expect(await tokensOf(store, id)).toMatchObject({ access: 'signed-in-anew' });
  });

  it('that is none is refused, without repeating it', async () => {
    const store = await open();
    const saved = store.save(account({ kind: 'typed' }, '{"secret":"CANARY"}'));
    await expect(saved).rejects.toMatchObject({ error: { type: 'secret-unavailable', field: 'value' } });
    await expect(saved).rejects.not.toThrow('CANARY');
    const path = join(folder, 'absent.json');
    await expect(store.save(account({ kind: 'file', path }))).rejects.toMatchObject({
      error: { field: 'source' },
    });
  });
});
