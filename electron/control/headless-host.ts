import type { Endpoint } from '../contract/engine.ts';
import type { HostConfig } from '../contract/host.ts';
import type { SecretAdministration } from '../contract/secrets.ts';
import type { Consent } from '../engine/consent/consent.ts';
import { Consents } from '../engine/consent/consents.ts';
import type { SaveTokens } from '../engine/files/save-tokens.ts';
import { createEngineHost, type OwnEngineHost } from '../engine/host.ts';
import { LivePreferences } from '../engine/preferences/live-preferences.ts';
import { noAdministration, noSecrets } from '../engine/secrets/no-secrets.ts';
import type { SecretProvider } from '../engine/secrets/secret-provider.ts';
import type { Doors } from '../engine/verification/doors.ts';
import type { Logger } from '../lib/logger.ts';
import { SettingsStore } from '../settings/settings-store.ts';
import { claimEngineFor } from './engine-claim.ts';

/** The part of the configuration that a process without Electron supplies. */
export type HeadlessPlace = Pick<HostConfig, 'assetsPath' | 'gatewayPath' | 'dataPath' | 'version'>;

export interface HeadlessOptions {
  place: HeadlessPlace;
  logger: Logger;
  /** The engine to use instead of the configured one. */
  endpoint?: Endpoint | undefined;
  /** The places that windows of browsers may save to; absent: saving is refused. */
  saveTokens?: SaveTokens;
  /** The file of the key with which secrets are kept; absent: there are none. */
  keyFile?: string | undefined;
  /** Asks the person at this process's terminal; absent: it has none. */
  consent?: Consent | undefined;
}

/** The engine host of a process without Electron, not yet started. */
export interface HeadlessHost {
  settings: SettingsStore;
  secrets: SecretAdministration;
  /** Calls back when the list of secrets changed, until the returned function is called. */
  secretsChanged(listener: () => void): () => void;
  /** Asks the person at the terminal, or in another program of theirs. */
  consent: Consent;
  create(isFirst: boolean, doors: Doors): OwnEngineHost;
  /** Writes what is not written yet. */
  flush(): Promise<void>;
}

/**
 * Prepares the engine host of a process without Electron. It uses the settings of the data folder. Rejects with
 * `invalid-input` for a key file that cannot be used.
 */
export async function prepareHeadlessHost(options: HeadlessOptions): Promise<HeadlessHost> {
  const { place, logger, endpoint, saveTokens, keyFile } = options;
  const settings = new SettingsStore(place.dataPath);
  settings.problemFound.on(({ message }) => logger.warn(message));
  await settings.load();
  const preferences = new LivePreferences(settings.current.preferences);
  settings.changed.on((changed) => preferences.set(changed.preferences));
  const consents = new Consents({ local: options.consent, asksPrograms: true });
  const kept = keyFile === undefined ? undefined : await openSecrets({ place, logger, keyFile, consents });
  return {
    settings,
    secrets: kept?.administration ?? noAdministration,
    secretsChanged: (kept?.provider ?? noSecrets).onChange,
    consent: consents,
    create: (isFirst, doors) =>
      createEngineHost({
        config: {
          ...place,
          endpoint: endpoint ?? settings.current.endpoint,
          preferences: settings.current.preferences,
          launched: isFirst,
          checkOutputs: process.env.BULKHEAD_CHECK_OUTPUTS === '1',
        },
        logger,
        doors,
        preferences,
        changePreferences: async (change, basedOn) => settings.changePreferences(change, basedOn),
        settings,
        consents,
        secrets: kept?.provider ?? noSecrets,
        secretAdministration: kept?.administration ?? noAdministration,
        claimEngine: claimEngineFor(place.dataPath, logger),
        ...(saveTokens ? { saveTokens } : {}),
        rememberEndpoint: (endpoint) => settings.rememberEndpoint(endpoint),
      }),
    flush: async () => {
      await Promise.all([settings.flush(), kept?.flush()]);
    },
  };
}

async function openSecrets(options: {
  place: HeadlessPlace;
  logger: Logger;
  keyFile: string;
  consents: Consents;
}): Promise<{ provider: SecretProvider; administration: SecretAdministration; flush(): Promise<void> }> {
  const { place, logger, keyFile, consents } = options;
  // Only a host that keeps secrets needs these files.
  const [{ openKeyFile }, { usesKeyFile }, { SecretsStore }, { administer }] = await Promise.all([
    import('../secrets/key-file.ts'),
    import('../secrets/secrets-disk.ts'),
    import('../secrets/secrets-store.ts'),
    import('../secrets/administer.ts'),
  ]);
  const { dataPath } = place;
  const encryption = await openKeyFile(keyFile, { dataPath, mayCreate: !(await usesKeyFile(dataPath)) });
  const store = new SecretsStore({ folder: dataPath, encryption, environment: process.env, logger });
  await store.load();
  return {
    provider: {
      list: () => store.records(),
      onChange: (listener) => store.changed.on(listener),
      value: (secretId) => store.value(secretId),
      authority: () => store.authority(),
      renewed: (secretId, tokens) => {
        store
          .renewed(secretId, tokens.reveal())
          .catch((error: unknown) => logger.error('renewed tokens were not stored', { error }));
      },
      signedIn: (account, text) => {
        store
          .addAccount({ ...account, text: text.reveal() })
          .catch((error: unknown) => logger.error('an account was not stored', { error }));
      },
      used: (secretIds, at) => store.used(secretIds, at),
    },
    administration: administer(store, async (question, signal) => {
      await consents.ask(question, signal);
      return true;
    }),
    flush: () => store.flush(),
  };
}
