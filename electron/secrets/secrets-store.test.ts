import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppError } from '../contract/error.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { silentLogger } from '../lib/logger.ts';
import { ManualClock } from '../lib/manual-clock.ts';
import type { Encryption } from './encryption.ts';
import { type SecretChange, SecretsStore } from './secrets-store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-secrets-'));
});
const opened: SecretsStore[] = [];
afterEach(async () => {
  // The last use is written in the background.
  await Promise.all(opened.splice(0).map((store) => store.flush()));
  await rm(folder, { recursive: true, force: true });
});

/** A keychain that encodes values as hexadecimal, so that no clear text remains to find. */
const keychain: Encryption = {
  protection: 'keychain',
  available: async () => true,
  encrypt: async (text) => Buffer.from(`key1${text}`).toString('hex'),
  decrypt: async (hex) => {
    const text = Buffer.from(hex, 'hex').toString();
    if (!text.startsWith('key1')) throw new Error('wrong key');
    return text.slice(4);
  },
};
const noKeychain: Encryption = {
  protection: 'keychain',
  available: async () => false,
  encrypt: async () => {
    throw new Error('encrypted without a keychain');
  },
  decrypt: async () => {
    throw new Error('no keychain');
  },
};

async function open(encryption = keychain, clock: Clock = systemClock): Promise<SecretsStore> {
  const environment = { KEY: 'from-the-environment' };
  const store = new SecretsStore({ folder, encryption, environment, logger: silentLogger, clock });
  opened.push(store);
  await store.load();
  return store;
}
const typed = (value: string | undefined, more: Partial<SecretChange> = {}): SecretChange => ({
  name: 'Work',
  use: { kind: 'provider', provider: 'openai' },
  source: { kind: 'typed' },
  value,
  memoryOnly: false,
  ...more,
});
const path = () => join(folder, 'secrets.json');
const reveal = async (store: SecretsStore, id: string) => (await store.value(id)).reveal();
const problem = async (work: Promise<unknown>): Promise<AppError> =>
  await work.then(
    () => Promise.reject(new Error('did not fail')),
    (thrown: { error: AppError }) => thrown.error,
  );

describe('with a keychain', () => {
  it('keeps a typed value encrypted, for its owner alone', async () => {
    const { id } = await (await open()).save(typed('CANARY-1'));
    expect(await readFile(path(), 'utf8')).not.toContain('CANARY');
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    const later = await open();
    expect(await reveal(later, id)).toBe('CANARY-1');
    expect(JSON.stringify(await later.list())).not.toContain('CANARY');
    expect((await later.list()).protection).toBe('keychain');
  });

  it('replaces, renames and removes', async () => {
    const store = await open();
    const first = await store.save(typed('one'));
    const second = await store.save(typed('two', { id: first.id }));
    expect(second).toMatchObject({ id: first.id, revision: 2 });
    expect(await reveal(store, first.id)).toBe('two');
    await store.save(typed(undefined, { id: first.id, name: 'Renamed' }));
    expect(await reveal(store, first.id)).toBe('two');
    await store.remove(first.id);
    expect((await (await open()).list()).secrets).toEqual([]);
    expect(await problem(store.value(first.id))).toMatchObject({ type: 'not-found' });
  });

  it.each([
    [typed(''), 'value', 'empty'],
    [typed(undefined), 'value', 'Type the secret'],
    [typed('a\nb'), 'value', 'more than one line'],
    [typed('x'.repeat(64 * 1024)), 'value', 'longer than 16 KiB'],
    [typed('x', { name: 'Taken' }), 'name', 'already'],
  ])('refuses what cannot be a secret, and changes nothing: %#', async (change, field, message) => {
    const store = await open();
    await store.save(typed('x', { name: 'Taken' }));
    const before = await readFile(path(), 'utf8');
    expect(await problem(store.save(change))).toMatchObject({
      field,
      message: expect.stringContaining(message),
    });
    expect(await readFile(path(), 'utf8')).toBe(before);
  });

  it('says when the keychain cannot decrypt any more', async () => {
    const { id } = await (await open()).save(typed('x'));
    await writeFile(path(), (await readFile(path(), 'utf8')).replace(/"encrypted": "6b/, '"encrypted": "00'));
    expect(await problem((await open()).value(id))).toMatchObject({ type: 'secret-unavailable' });
  });

  it('reads other sources when asked, and keeps nothing of them', async () => {
    const store = await open();
    const source = { kind: 'environment', variable: 'KEY' } as const;
    const { id } = await store.save(typed(undefined, { source }));
    expect(await reveal(store, id)).toBe('from-the-environment');
    expect(await readFile(path(), 'utf8')).not.toContain('from-the-environment');
  });

  it('keeps one authority, with its key encrypted', async () => {
    const { certificatePem, privateKey } = await (await open()).authority();
    expect(await readFile(path(), 'utf8')).not.toContain('PRIVATE KEY');
    const later = await (await open()).authority();
    expect(later.certificatePem).toBe(certificatePem);
    expect(later.privateKey.reveal()).toBe(privateKey.reveal());
  });

  it('renews an authority that expired, and keeps the old one through a clock that jumps', async () => {
    const YEAR_MS = 365 * 24 * 60 * 60 * 1_000;
    const start = Date.UTC(2030, 0, 1);
    const at = async (now: number) => {
      const store = await open(keychain, { ...systemClock, now: () => now });
      return (await store.authority()).certificatePem;
    };
    const first = await at(start);
    // The clock is set back: nothing is created again, and nothing is lost.
    const before = await readFile(path(), 'utf8');
    expect(await problem(at(start - YEAR_MS))).toMatchObject({
      type: 'secret-unavailable',
      message: expect.stringContaining('Set the clock right'),
    });
    expect(await readFile(path(), 'utf8')).toBe(before);
    // The clock jumps ahead, and is corrected afterwards.
    const renewed = await at(start + 6 * YEAR_MS);
    expect(renewed).not.toBe(first);
    expect(await at(start)).toBe(first);
    expect(await at(start + 7 * YEAR_MS)).toBe(renewed);
  });

  it('renews one that expires while the app runs', async () => {
    let now = Date.UTC(2030, 0, 1);
    const store = await open(keychain, { ...systemClock, now: () => now });
    const { certificatePem } = await store.authority();
    expect((await store.authority()).certificatePem).toBe(certificatePem);
    now += 6 * 365 * 24 * 60 * 60 * 1_000;
    expect((await store.authority()).certificatePem).not.toBe(certificatePem);
  });

  it('sets a broken file aside', async () => {
    await writeFile(path(), '{"secrets": 1}');
    expect((await (await open()).list()).secrets).toEqual([]);
    expect((await readdir(folder)).some((name) => name.startsWith('secrets.json.broken-'))).toBe(true);
  });

  it('notes the last use', async () => {
    const store = await open();
    const { id } = await store.save(typed('x'));
    store.used([store.records()[0]?.id ?? ''], 5_000_000);
    store.used(['other'], 9_000_000);
    expect((await store.list()).secrets[0]).toMatchObject({ id, lastUsedAt: 5_000_000 });
  });

  it('stores the last of uses that are never a minute apart', async () => {
    const clock = new ManualClock();
    const store = await open(keychain, clock);
    const { id } = await store.save(typed('x'));
    const stored = async () => {
      await store.flush();
      return (await (await open()).list()).secrets[0]?.lastUsedAt;
    };
    for (let second = 1; second <= 61; second += 10) {
      clock.advance(10_000);
      store.used([id], second * 1_000);
    }
    expect(await stored()).toBe(61_000);
  });

  it('writes uses once a minute, and what is left at the end', async () => {
    const clock = new ManualClock();
    const store = await open(keychain, clock);
    const { id } = await store.save(typed('x'));
    const onDisk = async () => JSON.parse(await readFile(path(), 'utf8')).secrets[0].record.lastUsedAt;
    store.used([id], 1_000);
    await store.flush();
    store.used([id], 2_000);
    clock.advance(59_999);
    expect(await onDisk()).toBe(1_000);
    clock.advance(1);
    await vi.waitFor(async () => expect(await onDisk()).toBe(2_000));
    store.used([id], 3_000);
    await store.flush();
    expect(await onDisk()).toBe(3_000);
  });

  it('reports a change that could not be saved: it counts until the app quits', async () => {
    const store = await open();
    let changes = 0;
    store.changed.on(() => {
      changes += 1;
    });
    await rm(folder, { recursive: true });
    expect(await problem(store.save(typed('x')))).toMatchObject({ type: 'settings-unwritable' });
    await mkdir(folder);
    expect(changes).toBe(1);
    expect(store.records()).toHaveLength(1);
  });
});

describe('a file that is there and cannot be read', () => {
  /** Makes a link to itself: reading fails with ELOOP for every user, and a write would replace the link. */
  const block = () => symlink('secrets.json', path());
  const create = () =>
    new SecretsStore({ folder, encryption: keychain, environment: {}, logger: silentLogger });

  it('is reported, and never overwritten', async () => {
    await block();
    const store = create();
    expect(await problem(store.load())).toMatchObject({ type: 'settings-unwritable' });
    const unreadable = { message: expect.stringContaining('cannot be read') };
    expect(await problem(store.save(typed('x')))).toMatchObject(unreadable);
    expect(await problem(store.list())).toMatchObject(unreadable);
    expect(await problem(store.authority())).toMatchObject(unreadable);
    store.used(['x'], 1);
    await store.flush();
    expect((await lstat(path())).isSymbolicLink()).toBe(true);
  });

  it('is read as soon as it can be', async () => {
    const { id } = await (await open()).save(typed('x'));
    const text = await readFile(path(), 'utf8');
    await rm(path());
    await block();
    const store = create();
    await problem(store.load());
    await rm(path());
    await writeFile(path(), text);
    expect(await reveal(store, id)).toBe('x');
  });
});

describe('without a keychain', () => {
  it('asks, and then keeps the value in memory alone', async () => {
    const store = await open(noKeychain);
    expect(await problem(store.save(typed('CANARY-2')))).toMatchObject({
      actions: [{ kind: 'confirm', label: 'Keep it in memory' }],
    });
    const { id } = await store.save(typed('CANARY-2', { memoryOnly: true }));
    expect(await reveal(store, id)).toBe('CANARY-2');
    expect(await readFile(path(), 'utf8')).not.toContain('CANARY');
    expect(await store.list()).toMatchObject({ protection: 'memory', secrets: [{ missing: false }] });

    const later = await open(noKeychain);
    expect((await later.list()).secrets).toMatchObject([{ id, missing: true }]);
    expect(await problem(later.value(id))).toMatchObject({
      message: expect.stringContaining('only in memory'),
    });
  });

  it('has an authority for this run alone', async () => {
    const store = await open(noKeychain);
    expect(await store.authority()).toBe(await store.authority());
    expect(await readdir(folder)).toEqual([]);
  });
});
