import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenStoreOf } from '../../../electron/control/tokens.ts';
import { silentLogger } from '../../../electron/lib/logger.ts';
import {
  readLauncher,
  removeLauncher,
  writeLauncher,
} from '../../../electron/main/launcher/launcher-file.ts';
import { launcherText } from '../../../electron/main/launcher/launcher-text.ts';
import type { Encryption } from '../../../electron/secrets/encryption.ts';
import { openKeyFile } from '../../../electron/secrets/key-file.ts';
import { SecretsStore } from '../../../electron/secrets/secrets-store.ts';
import { SettingsStore } from '../../../electron/settings/settings-store.ts';

/** The folders of one person whose app is killed: its data, and their home. */
export const foldersIn = (folder: string) => ({ data: join(folder, 'data'), home: join(folder, 'home') });

/** Stands in for the keychain, which is no file of the app. */
const keychain: Encryption = {
  protection: 'keychain',
  available: async () => true,
  encrypt: async (text) => Buffer.from(text).toString('hex'),
  decrypt: async (hex) => Buffer.from(hex, 'hex').toString(),
};

async function openSecrets(folder: string, encryption: Encryption = keychain): Promise<SecretsStore> {
  const store = new SecretsStore({ folder, encryption, environment: {}, logger: silentLogger });
  await store.load();
  return store;
}

const keyOf = (folder: string, mayCreate: boolean) =>
  openKeyFile(join(folder, 'keys/key'), { dataPath: foldersIn(folder).data, mayCreate });

async function save(store: SecretsStore, name: string, value: string): Promise<void> {
  const present = store.records().find((record) => record.name === name);
  const use = { kind: 'provider' as const, provider: 'openai' as const };
  const change = { name, use, source: { kind: 'typed' as const }, value, memoryOnly: false };
  await store.save(present ? { ...change, id: present.id } : change);
}

const token = { name: 'ci', scope: 'read' as const, roots: [], lifetimeMs: null };

interface OwnFileWork {
  prepare?(folder: string): Promise<unknown>;
  /** Can be done again after it was cut off, to the same end. */
  operate(folder: string): Promise<unknown>;
  /** Replacements that make of the state before one that is consistent too. */
  between?: [string, string][];
}

/** What the main process, or the program that stands in for it, writes into files of the app's own. */
export const ownFileWork: Record<string, OwnFileWork> = {
  'change a setting': {
    async operate(folder) {
      const store = new SettingsStore(foldersIn(folder).data);
      await store.load();
      store.change({ theme: 'dark' });
      await store.flush();
    },
  },
  'save a secret': {
    operate: async (folder) => save(await openSecrets(foldersIn(folder).data), 'one', 'value-one'),
  },
  'replace a secret': {
    prepare: async (folder) => save(await openSecrets(foldersIn(folder).data), 'one', 'value-one'),
    operate: async (folder) => save(await openSecrets(foldersIn(folder).data), 'one', 'value-two'),
  },
  'remove a secret': {
    prepare: async (folder) => save(await openSecrets(foldersIn(folder).data), 'one', 'value-one'),
    async operate(folder) {
      const store = await openSecrets(foldersIn(folder).data);
      for (const { id } of store.records()) await store.remove(id);
    },
  },
  'make the certificate authority': {
    operate: async (folder) => await (await openSecrets(foldersIn(folder).data)).authority(),
  },
  'make a key file and save a secret': {
    operate: async (folder) =>
      save(await openSecrets(foldersIn(folder).data, await keyOf(folder, true)), 'one', 'value-one'),
  },
  'make a token': {
    async operate(folder) {
      const store = tokenStoreOf(foldersIn(folder).data);
      if ((await store.list()).length === 0) await store.create(token);
    },
  },
  'revoke a token and make it again': {
    async prepare(folder) {
      const store = tokenStoreOf(foldersIn(folder).data);
      await store.find((await store.create(token)).value);
    },
    async operate(folder) {
      const store = tokenStoreOf(foldersIn(folder).data);
      if ((await store.list()).length > 0) await store.revoke(token.name);
      await store.create(token);
    },
    between: [
      ['{"name":"ci","used":true}', ''],
      ['"used":true', '"used":false'],
    ],
  },
  'install the launcher': {
    operate: (folder) => writeLauncher(foldersIn(folder).home, launcherText('/opt/bulkhead.cjs')),
  },
  'remove the launcher': {
    prepare: (folder) => writeLauncher(foldersIn(folder).home, launcherText('/opt/bulkhead.cjs')),
    operate: (folder) => removeLauncher(foldersIn(folder).home),
  },
};

/** Everything that the work may change, as the next start of the app reads it. */
export async function ownFilesOf(folder: string): Promise<string> {
  const { data, home } = foldersIn(folder);
  const settings = new SettingsStore(data);
  await settings.load();
  const encryption = existsSync(join(folder, 'keys/key')) ? await keyOf(folder, false) : keychain;
  const secrets = await openSecrets(data, encryption);
  const values = await Promise.all(
    secrets.records().map(async ({ id, name }) => `${name}=${(await secrets.value(id)).reveal()}`),
  );
  const file = existsSync(join(data, 'secrets.json'))
    ? readFileSync(join(data, 'secrets.json'), 'utf8')
    : '{}';
  const tokens = (await tokenStoreOf(data).list()).map(({ name, lastUsedAt }) => ({
    name,
    used: lastUsedAt !== null,
  }));
  const launcher = await readLauncher(home);
  return JSON.stringify({
    theme: settings.current.theme,
    problem: settings.problem,
    values,
    authority: Boolean(JSON.parse(file).authority),
    tokens,
    launcher:
      launcher.kind === 'own' ? createHash('sha256').update(launcher.text).digest('hex') : launcher.kind,
  });
}

/** Empty folders, then what the work needs. */
export async function prepareOwnFiles(folder: string, name: string): Promise<void> {
  for (const path of Object.values(foldersIn(folder))) mkdirSync(path, { recursive: true });
  await ownFileWork[name]?.prepare?.(folder);
}
