import type { Endpoint } from '../contract/engine.ts';
import type { HostConfig } from '../contract/host.ts';
import type { SaveTokens } from '../engine/files/save-tokens.ts';
import { createEngineHost, type OwnEngineHost } from '../engine/host.ts';
import { LivePreferences } from '../engine/preferences/live-preferences.ts';
import type { Doors } from '../engine/verification/doors.ts';
import type { Logger } from '../lib/logger.ts';
import { SettingsStore } from '../settings/settings-store.ts';

/** The part of the configuration that a process without Electron supplies. */
export type HeadlessPlace = Pick<HostConfig, 'assetsPath' | 'gatewayPath' | 'dataPath' | 'version'>;

/**
 * Prepares the engine host of a process without Electron. It uses the settings of the data folder, has no secrets (only
 * Electron reads the keychain), and refuses everything that needs a person's consent.
 */
export async function prepareHeadlessHost(
  place: HeadlessPlace,
  logger: Logger,
  /** The engine to use instead of the configured one. */
  endpoint?: Endpoint,
  /** The places that windows of browsers may save to; absent: saving is refused. */
  saveTokens?: SaveTokens,
): Promise<{ settings: SettingsStore; create(isFirst: boolean, doors: Doors): OwnEngineHost }> {
  const settings = new SettingsStore(place.dataPath);
  settings.problemFound.on(({ message }) => logger.warn(message));
  await settings.load();
  const preferences = new LivePreferences(settings.current.preferences);
  settings.changed.on((changed) => preferences.set(changed.preferences));
  return {
    settings,
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
        ...(saveTokens ? { saveTokens } : {}),
        rememberEndpoint: (endpoint) => void settings.update({ endpoint }),
      }),
  };
}
