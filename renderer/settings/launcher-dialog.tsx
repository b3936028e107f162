import { useEffect, useState } from 'react';
import type { AppError } from '../../electron/contract/error.ts';
import type { Launcher } from '../../electron/contract/launcher.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { callShell } from '../ipc/shell.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { closeDialog, openDialog } from '../store/actions.ts';
import { Button } from '../ui/buttons/button.tsx';
import { CopyButton } from '../ui/buttons/copy-button.tsx';
import { DefaultButton } from '../ui/buttons/default-button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { KeyValues } from '../ui/layout/key-values.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { Callout } from '../ui/states/callout.tsx';

const stateLabel: Record<Launcher['file'], string> = {
  absent: 'Not installed',
  current: 'Installed',
  outdated: 'Installed for a copy of the app at another place',
  other: 'Another program’s file, which is left as it is',
};

/** Installs and removes the launcher of the command line, and says how a terminal finds it. */
export function LauncherDialog({ fromSettings }: { fromSettings?: boolean | undefined }) {
  const [launcher, setLauncher] = useState<Launcher>();
  const [failure, setFailure] = useState<AppError>();
  const [busy, setBusy] = useState(false);
  const run = (name: 'launcher.get' | 'launcher.install' | 'launcher.remove') => {
    setBusy(true);
    setFailure(undefined);
    callShell(name, {})
      .then(setLauncher, (thrown: unknown) => setFailure(toAppError(thrown)))
      .finally(() => setBusy(false));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is read once, when the dialog opens
  useEffect(() => run('launcher.get'), []);
  const close = () => (fromSettings ? openDialog({ kind: 'settings', section: 'about' }) : closeDialog());
  const isInstalled = launcher?.file === 'current';
  const isOwn = isInstalled || launcher?.file === 'outdated';
  const canInstall = launcher !== undefined && launcher.obstacle === null && launcher.file !== 'other';
  return (
    <Dialog
      open
      size="md"
      title="Command line"
      description="The command bulkhead starts, watches and removes agents from a terminal. It needs Node.js 20 or later."
      onOpenChange={(open) => !open && close()}
      footer={
        <>
          {isOwn && (
            <Button busy={busy} onClick={() => run('launcher.remove')}>
              Remove command line
            </Button>
          )}
          <Button variant={isInstalled ? 'primary' : undefined} onClick={close}>
            Close
            <Kbd keys="Esc" onSolid={isInstalled} />
          </Button>
          {canInstall && !isInstalled && (
            <DefaultButton busy={busy} onClick={() => run('launcher.install')}>
              Install command line
            </DefaultButton>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {failure && <AppErrorPanel title="The command line was not changed" error={failure} />}
        {launcher && <LauncherFacts launcher={launcher} />}
      </div>
    </Dialog>
  );
}

function LauncherFacts({ launcher: { path, file, pathLine, obstacle } }: { launcher: Launcher }) {
  return (
    <>
      <div role="status">
        <KeyValues
          items={[
            { key: 'File', value: path, mono: true },
            { key: 'State', value: stateLabel[file] },
          ]}
        />
      </div>
      {obstacle !== null && <Callout title="It cannot be installed here">{obstacle}</Callout>}
      {obstacle === null && pathLine !== null && (
        <Callout
          tone="warning"
          title="This folder is not on the PATH of the app"
          action={<CopyButton text={pathLine} label="Copy line" />}
        >
          If your terminal does not find the command, add this line to your shell’s profile:
          <code data-selectable className="mt-1 block font-mono text-fg text-sm">
            {pathLine}
          </code>
        </Callout>
      )}
    </>
  );
}
