import { AppFailure } from '../../contract/error.ts';
import type { Preferences } from '../../contract/preferences.ts';
import { settingsQuestions } from '../../contract/settings-questions.ts';
import type { Consent } from './consent.ts';

/** Asks the person about a change of the settings. Rejects as `consent` does, with the field that was refused. */
export async function agreeToSettings(
  change: Parameters<typeof settingsQuestions>[0],
  current: Preferences,
  consent: Consent,
  signal?: AbortSignal,
): Promise<void> {
  for (const { field, ...question } of settingsQuestions(change, current))
    await consent.ask(question, signal).catch((error: unknown) => {
      throw error instanceof AppFailure ? new AppFailure({ ...error.error, field }) : error;
    });
}
