import { showFailure } from '../errors/error-steps.ts';
import { callShell } from '../ipc/shell.ts';

/** Opens a link that was clicked in a terminal. Main asks the person first and accepts only http and https. */
export function openLink(url: string): void {
  callShell('link.open', { url }).catch((thrown: unknown) =>
    showFailure('The link could not be opened', thrown),
  );
}
