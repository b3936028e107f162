import type { PreferencesChange } from '../../contract/preferences.ts';
import { agreeToSettings } from '../consent/agree-to-settings.ts';
import type { Consent } from '../consent/consent.ts';
import type { LivePreferences } from '../preferences/live-preferences.ts';
import type { CallHandlers } from '../rpc/handlers.ts';

/** Stores changed preferences in the settings file. Rejects with `conflict` when one of `basedOn` has changed. */
export type ChangePreferences = (change: PreferencesChange, basedOn: PreferencesChange) => Promise<void>;

/** Lets programs read and change the preferences, as the window does through its own process. */
export function createSettings(deps: {
  preferences: LivePreferences;
  changePreferences: ChangePreferences;
  consent: Consent;
}) {
  const { preferences, changePreferences, consent } = deps;
  const calls: Pick<CallHandlers, 'preferences.get' | 'preferences.change'> = {
    'preferences.get': () => preferences.current,
    'preferences.change': async ({ change, basedOn }, signal) => {
      await agreeToSettings(change, preferences.current, consent, signal);
      await changePreferences(change, basedOn);
      return {};
    },
  };
  return { calls };
}
