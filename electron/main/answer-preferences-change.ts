import { AppFailure } from '../contract/error.ts';
import type { FromHost, ToHost } from '../contract/host.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

/** Changes preferences as a program asked the engine host to, and sends the answer. */
export function answerPreferencesChange(
  { requestId, change, basedOn }: Extract<FromHost, { type: 'change-preferences' }>,
  settings: SettingsStore,
  host: { send(message: Extract<ToHost, { type: 'preferences-answer' }>): void },
): void {
  const answer = (error: AppFailure['error'] | null) =>
    host.send({ type: 'preferences-answer', requestId, error });
  try {
    settings.changePreferences(change, basedOn);
    answer(null);
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    answer(error.error);
  }
}
