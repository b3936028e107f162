import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '../lib/logger.ts';
import { openKeyFile } from './key-file.ts';
import { usesKeyFile } from './secrets-disk.ts';
import { SecretsStore } from './secrets-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (name = 'key', mayCreate = true) =>
  openKeyFile(join(folder, name), { dataPath: join(folder, 'data'), mayCreate });
const refusal = (message: string) => ({
  error: { type: 'invalid-input', field: 'key-file', message: expect.stringContaining(message) },
});
const typed = {
  name: 'Anthropic',
  use: { kind: 'provider', provider: 'anthropic' },
  source: { kind: 'typed' },
  memoryOnly: false,
} as const;

it('is created once, for its owner alone, by any number of processes at the same time', async () => {
  const opened = await Promise.all(Array.from({ length: 5 }, () => open('new/key')));
  expect(statSync(join(folder, 'new/key')).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'new'))).toEqual(['key']);
  const encrypted = await opened[0]?.encrypt('sk-canary');
  for (const encryption of opened) expect(await encryption.decrypt(encrypted ?? '')).toBe('sk-canary');
});

it('encrypts the same text differently, and tells a changed text', async () => {
  const encryption = await open();
  const [one = '', two = ''] = await Promise.all([encryption.encrypt('value'), encryption.encrypt('value')]);
  expect(one).not.toBe(two);
  expect(one).not.toContain('value');
  const changed = `${one.slice(0, -6)}${one.slice(-6, -5) === 'A' ? 'B' : 'A'}${one.slice(-5)}`;
  await expect(encryption.decrypt(changed)).rejects.toThrow();
});

it.each([
  ['that others can read', 'chmod 600', (path: string) => writeFileSync(path, 'x', { mode: 0o644 })],
  ['that is a link', 'is a link', (path: string) => symlinkSync('/etc/hostname', path)],
  ['that is a folder', 'no regular file', (path: string) => mkdir(path, { mode: 0o700 })],
  ['without a key', 'holds no key', (path: string) => writeFileSync(path, 'hello\n', { mode: 0o600 })],
])('refuses a file %s', async (_, message, make) => {
  await make(join(folder, 'key'));
  await expect(open()).rejects.toMatchObject(refusal(message));
});

it('refuses a file in the data folder, and an absent one that is needed', async () => {
  for (const name of ['data/key', 'data/..more/key'])
    await expect(open(name)).rejects.toMatchObject(refusal('outside'));
  await expect(open('key', false)).rejects.toMatchObject(refusal('no key file'));
});

it('keeps secrets and the authority encrypted over a restart', async () => {
  const data = join(folder, 'data');
  await mkdir(data);
  const openStore = async (name: string) => {
    const store = new SecretsStore({
      folder: data,
      encryption: await open(name),
      environment: {},
      logger: silentLogger,
    });
    await store.load();
    return store;
  };
  const first = await openStore('key');
  expect(await usesKeyFile(data)).toBe(false);
  const { id } = await first.save({ ...typed, value: 'sk-canary-123456' });
  const { privateKey } = await first.authority();
  await first.flush();
  expect(readFileSync(join(data, 'secrets.json'), 'utf8')).not.toMatch(/sk-canary|PRIVATE KEY/);
  const second = await openStore('key');
  expect(await usesKeyFile(data)).toBe(true);
  expect(await second.list()).toMatchObject({ protection: 'key-file', secrets: [{ missing: false }] });
  expect((await second.value(id)).reveal()).toBe('sk-canary-123456');
  expect((await second.authority()).privateKey.reveal()).toBe(privateKey.reveal());
  await expect((await openStore('other')).value(id)).rejects.toMatchObject({
    error: { type: 'secret-unavailable', message: expect.stringContaining('another key file') },
  });
});
