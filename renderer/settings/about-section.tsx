import { useEffect, useState } from 'react';
import { showFailure } from '../errors/error-steps.ts';
import { callShell } from '../ipc/shell.ts';
import { KeyValues } from '../ui/layout/key-values.tsx';

/** The app's version. */
export function AboutSection() {
  const [version, setVersion] = useState<string>();
  useEffect(() => {
    callShell('app.info', {}).then(
      (info) => setVersion(info.version),
      (thrown: unknown) => showFailure('The version could not be read', thrown),
    );
  }, []);
  return (
    <section aria-labelledby="settings-about" className="flex flex-col gap-2">
      <h3 id="settings-about" className="font-medium">
        About
      </h3>
      <KeyValues items={[{ key: 'Bulkhead', value: version ?? '…' }]} />
    </section>
  );
}
