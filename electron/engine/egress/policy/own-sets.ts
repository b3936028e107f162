import { isDeepStrictEqual } from 'node:util';
import type { LivePreferences } from '../../preferences/live-preferences.ts';
import type { OwnSets } from '../service.ts';

/** The person's own sets, from the preferences. */
export function ownSetsOf(preferences: LivePreferences): OwnSets {
  return {
    current: () => preferences.current.egressSets,
    onChange(listener) {
      let last = preferences.current.egressSets;
      return preferences.onChange(({ egressSets }) => {
        if (isDeepStrictEqual(egressSets, last)) return;
        last = egressSets;
        listener();
      });
    },
  };
}
