import type { Theme } from '../../electron/contract/settings.ts';
import { showFailure } from '../errors/error-steps.ts';
import { saveSettings } from '../store/actions.ts';

/** Changes the theme at once and for the next start. */
export function setTheme(theme: Theme): void {
  saveSettings({ theme }).catch((thrown: unknown) => showFailure('The theme could not be saved', thrown));
}
