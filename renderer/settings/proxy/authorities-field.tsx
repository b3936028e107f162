import { useState } from 'react';
import { showFailure } from '../../errors/error-steps.ts';
import { isBrowser } from '../../ipc/transport.ts';
import { saveSettings } from '../../store/actions.ts';
import { selectPreferences } from '../../store/slices/app-slice.ts';
import { useStore } from '../../store/store.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';

/** A file with the certificate authorities of the person's organisation, for proxies that read TLS. */
export function AuthoritiesField() {
  const saved = useStore(selectPreferences).authoritiesFile;
  const [typed, setTyped] = useState(saved);
  const path = typed.trim();
  const save = () =>
    saveSettings({ preferences: { authoritiesFile: path } }).catch((thrown: unknown) =>
      showFailure('The certificates stay as they are', thrown),
    );
  return (
    <TextField
      label="Company certificates"
      mono
      value={typed}
      placeholder="/etc/company/ca.pem"
      onValueChange={setTyped}
      disabled={isBrowser()}
      hint="A PEM file that the gateway and new agents trust, besides NODE_EXTRA_CA_CERTS and what was added to this system’s store. Read when Bulkhead starts."
      trailing={
        isBrowser() ? undefined : (
          <Button disabled={path === saved} onClick={() => void save()}>
            Save certificates
          </Button>
        )
      }
    />
  );
}
