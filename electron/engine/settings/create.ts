import { AppFailure } from '../../contract/error.ts';
import type { PreferencesChange } from '../../contract/preferences.ts';
import type { Settings, SettingsChange } from '../../contract/settings.ts';
import { aborted } from '../../lib/aborted.ts';
import type { Emitter } from '../../lib/emitter.ts';
import { agreeToSettings } from '../consent/agree-to-settings.ts';
import type { Consent } from '../consent/consent.ts';
import type { LivePreferences } from '../preferences/live-preferences.ts';
import type { CallHandlers, StreamHandlers } from '../rpc/handlers.ts';

/** Stores changed preferences in the settings file. Rejects with `conflict` when one of `basedOn` has changed. */
export type ChangePreferences = (change: PreferencesChange, basedOn: PreferencesChange) => Promise<void>;

/** The settings file of this process. */
export interface SettingsKeeper {
  readonly current: Settings;
  readonly changed: Pick<Emitter<Settings>, 'on'>;
  /** Changes the named fields. */
  change(change: SettingsChange): Settings;
}

/** Lets programs read and change the preferences, as the window does through its own process. */
export function createSettings(deps: {
  preferences: LivePreferences;
  changePreferences: ChangePreferences;
  /** All settings, for programs that keep none of their own; absent where another process keeps them. */
  settings?: SettingsKeeper | undefined;
  consent: Consent;
}) {
  const { preferences, changePreferences, settings, consent } = deps;
  const kept = () => {
    if (settings) return settings;
    throw new AppFailure({ type: 'not-allowed', message: 'These settings are kept by the app.' });
  };
  const calls: Pick<CallHandlers, 'preferences.get' | 'preferences.change' | 'settings.update'> = {
    'settings.update': async (change, signal) => {
      const { preferences: changed = {} } = change;
      await agreeToSettings(changed, kept().current.preferences, consent, signal);
      return kept().change(change);
    },
    'preferences.get': () => preferences.current,
    'preferences.change': async ({ change, basedOn }, signal) => {
      await agreeToSettings(change, preferences.current, consent, signal);
      await changePreferences(change, basedOn);
      return {};
    },
  };
  const streams: Pick<StreamHandlers, 'settings.watch'> = {
    'settings.watch': async (_, { signal, push }) => {
      const unsubscribe = kept().changed.on(push);
      try {
        push(kept().current);
        await aborted(signal);
        return {};
      } finally {
        unsubscribe();
      }
    },
  };
  return { calls, streams };
}
