import { useEffect, useState } from 'react';
import { showFailure } from '../errors/error-steps.ts';
import { callShell } from '../ipc/shell.ts';
import { isBrowser } from '../ipc/transport.ts';
import { openDialog } from '../store/actions.ts';
import { Button } from '../ui/buttons/button.tsx';
import { DialogSection } from '../ui/layout/dialog-section.tsx';
import { KeyValues } from '../ui/layout/key-values.tsx';

/** The app's version, and the way to its command line. */
export function AboutSection() {
  const [version, setVersion] = useState<string>();
  useEffect(() => {
    callShell('app.info', {}).then(
      (info) => setVersion(info.version),
      (thrown: unknown) => showFailure('The version could not be read', thrown),
    );
  }, []);
  return (
    <DialogSection
      id="settings-about"
      title="About"
      action={
        !isBrowser() && (
          <Button size="sm" onClick={() => openDialog({ kind: 'launcher', fromSettings: true })}>
            Install command line…
          </Button>
        )
      }
    >
      <KeyValues items={[{ key: 'Bulkhead', value: version ?? '…' }]} />
    </DialogSection>
  );
}
