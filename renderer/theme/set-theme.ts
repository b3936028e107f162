import type { Theme } from '../../electron/contract/settings.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callShell } from '../ipc/shell.ts';
import { useStore } from '../store/store.ts';

/** Changes the theme at once and for the next start. */
export function setTheme(theme: Theme): void {
  callShell('settings.update', { theme }).then(
    (settings) => useStore.setState({ settings }),
    (thrown: unknown) => showFailure('The theme could not be saved', thrown),
  );
}
