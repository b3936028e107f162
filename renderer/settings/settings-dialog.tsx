import { useEffect, useState } from 'react';
import { engineTitle } from '../engine/engine-title.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callShell } from '../ipc/shell.ts';
import { BudgetSection } from '../life/budget-section.tsx';
import { SnapshotSettings } from '../snapshots/snapshot-settings.tsx';
import { closeDialog, openDialog } from '../store/actions.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { IconDeviceDesktop, IconMoon, IconSun } from '../ui/icons.ts';
import { KeyValues } from '../ui/key-values.tsx';
import { SegmentedControl } from '../ui/radio-group.tsx';
import { GatewaySection } from './gateway-section.tsx';
import { SecretsSection } from './secrets-section.tsx';
import { setTheme } from './set-theme.ts';
import { SetsSection } from './sets-section.tsx';
import { ShortcutList } from './shortcut-list.tsx';
import { VerificationSection } from './verification-section.tsx';

const themes = [
  { value: 'system', label: 'System', icon: IconDeviceDesktop },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'light', label: 'Light', icon: IconSun },
] as const;

/** What a person can set for the whole app, and what the app is. */
export function SettingsDialog() {
  const theme = useStore((state) => state.settings.theme);
  return (
    <Dialog
      open
      size="lg"
      title="Settings"
      onOpenChange={(open) => !open && closeDialog()}
      footer={
        <Button variant="primary" onClick={closeDialog}>
          Done
        </Button>
      }
    >
      <div className="flex flex-col gap-6">
        <SegmentedControl label="Theme" value={theme} onValueChange={setTheme} options={themes} />
        <EngineSection />
        <GatewaySection />
        <BudgetSection />
        <SecretsSection />
        <VerificationSection />
        <SnapshotSettings />
        <SetsSection />
        <ShortcutList />
        <About />
      </div>
    </Dialog>
  );
}

function EngineSection() {
  const engine = useStore((state) => state.engine);
  const chosen = useStore((state) => state.settings.endpoint !== null);
  const facts = engine.status === 'connected' ? engine.facts : undefined;
  return (
    <section aria-labelledby="settings-engine" className="flex flex-col gap-2">
      <div className="flex items-center justify-between">
        <h3 id="settings-engine" className="font-medium">
          Engine
        </h3>
        <Button size="sm" onClick={() => openDialog({ kind: 'choose-socket' })}>
          Choose socket
        </Button>
      </div>
      <KeyValues
        items={[
          { key: 'Engine', value: facts ? engineTitle(facts) : 'Not connected' },
          ...(facts ? [{ key: 'Host', value: `${facts.name}, ${facts.operatingSystem}` }] : []),
          {
            key: 'Endpoint',
            mono: true,
            value: engine.status === 'connected' ? engine.endpoint.url : '–',
          },
          { key: 'Found by', value: chosen ? 'Your choice' : 'Looking in the usual places' },
        ]}
      />
    </section>
  );
}

function About() {
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
