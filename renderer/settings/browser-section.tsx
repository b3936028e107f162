import { useState } from 'react';
import { showFailure } from '../errors/error-steps.ts';
import { transport } from '../ipc/transport.ts';
import { Button } from '../ui/buttons/button.tsx';
import { DialogSection } from '../ui/layout/dialog-section.tsx';

/** The session of a browser, and what its window lacks. */
export function BrowserSection() {
  const [busy, setBusy] = useState(false);
  const signOut = () => {
    setBusy(true);
    transport()
      .signOut?.()
      .catch((thrown: unknown) => {
        setBusy(false);
        showFailure('This browser could not be signed out', thrown);
      });
  };
  return (
    <DialogSection
      id="settings-browser"
      title="This browser"
      action={
        <Button size="sm" busy={busy} onClick={signOut}>
          Sign out
        </Button>
      }
    >
      <p className="text-muted text-sm">
        The session ends after 12 hours, and when Bulkhead ends on its machine. Files that you save are
        downloaded. Notifications and the clipboard need the browser’s permission, and keys that the browser
        uses itself stay its own.
      </p>
      <p className="text-muted text-sm">
        Only the app can choose folders, keep secrets and confirm what needs your consent on that machine: a
        dangerous folder, another engine, another image for the gateway. Here these are refused.
      </p>
    </DialogSection>
  );
}
