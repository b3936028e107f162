import { DEFAULT_GATEWAY_BASE, type PreferencesChange } from '../../contract/preferences.ts';
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
      const image = change.gatewayBase;
      // The gateway holds the values of secrets, so that whoever chooses its image could read them.
      if (image !== undefined && image !== preferences.current.gatewayBase && image !== DEFAULT_GATEWAY_BASE)
        await consent.ask({ message: 'Build the gateway on this image?', detail: image }, signal);
      await changePreferences(change, basedOn);
      return {};
    },
  };
  return { calls };
}
