import { AppFailure } from '../contract/error.ts';
import type { Preferences, PreferencesChange } from '../contract/preferences.ts';
import type { Session } from './session.ts';

const MAXIMUM_TRIES = 5;

/**
 * Changes preferences as `change` computes it of the present ones, and resolves to the new ones. What others change
 * meanwhile is kept: then `change` is asked again.
 */
export async function changePreferences(
  { client }: Session,
  change: (present: Preferences) => PreferencesChange,
  signal: AbortSignal,
): Promise<Preferences> {
  for (let tries = 1; ; tries += 1) {
    const present = await client.call('preferences.get', {}, signal);
    const changed = change(present);
    const basedOn = Object.fromEntries(
      Object.keys(changed).map((name) => [name, present[name as keyof Preferences]]),
    );
    try {
      await client.call('preferences.change', { change: changed, basedOn }, signal);
      return await client.call('preferences.get', {}, signal);
    } catch (error) {
      const isStale = error instanceof AppFailure && error.error.type === 'conflict';
      if (!isStale || tries === MAXIMUM_TRIES) throw error;
    }
  }
}
