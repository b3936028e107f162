import { useRef, useState } from 'react';
import type { AppError } from '../../electron/contract/error.ts';
import { DEFAULT_GATEWAY_BASE } from '../../electron/contract/preferences.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { callEngine } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { isBrowser } from '../ipc/transport.ts';
import { saveSettings } from '../store/actions.ts';
import { selectPreferences } from '../store/slices/app-slice.ts';
import { selectConnected } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { DialogSection } from '../ui/layout/dialog-section.tsx';
import { APP_ONLY } from './app-only.ts';

const HINT =
  'Any image with Node 18 or newer. It is fetched and tried first; the gateway that runs stays until then.';

/** The image that the gateway is built on. The app tests a new image before it replaces the running gateway. */
export function GatewaySection() {
  const saved = useStore(selectPreferences).gatewayBase;
  const connected = useStore(selectConnected);
  const [typed, setTyped] = useState(saved);
  const [error, setError] = useState<AppError>();
  const [outcome, setOutcome] = useState('');
  const checking = useRef<AbortController>(undefined);
  const [busy, setBusy] = useState(false);
  const image = typed.trim();
  const use = async () => {
    const controller = new AbortController();
    checking.current = controller;
    setBusy(true);
    setError(undefined);
    setOutcome('');
    try {
      await callEngine('gateway.check-base', { image }, controller.signal);
      await saveSettings({ preferences: { gatewayBase: image } });
      setOutcome('In use. Connections of agents were closed once.');
    } catch (thrown) {
      if (!controller.signal.aborted) setError(toAppError(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <DialogSection id="settings-gateway" title="Gateway">
      <div className="flex items-start gap-2">
        <TextField
          label="Gateway base image"
          mono
          className="flex-1"
          value={typed}
          onValueChange={setTyped}
          placeholder={DEFAULT_GATEWAY_BASE}
          disabled={busy || isBrowser()}
          hint={isBrowser() ? APP_ONLY : HINT}
          trailing={
            isBrowser() ? undefined : busy ? (
              <>
                <Button busy>Trying…</Button>
                <Button onClick={() => checking.current?.abort()}>Cancel</Button>
              </>
            ) : (
              <Button disabled={!connected || image === '' || image === saved} onClick={() => void use()}>
                Use this image
              </Button>
            )
          }
        />
      </div>
      <p role="status" aria-label="Gateway base image" className="text-muted text-sm empty:hidden">
        {outcome}
      </p>
      {error && <AppErrorPanel title="The gateway stays as it is" error={{ ...error, actions: [] }} />}
    </DialogSection>
  );
}
