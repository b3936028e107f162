import { showFailure } from '../errors/error-steps.ts';
import { callShell, onShellEvent } from '../ipc/shell.ts';
import { showToast } from '../ui/overlays/toasts.tsx';

/** Shows the main process's notices about faults: pending ones now, later ones on arrival. Called once. */
export function showNotices(): void {
  const take = () =>
    void callShell('notices.take', {}).then(
      ({ notices }) => {
        for (const title of notices) showToast({ tone: 'warning', title });
      },
      (thrown: unknown) => showFailure('Notices could not be read', thrown),
    );
  onShellEvent('notices.added', take);
  take();
}
