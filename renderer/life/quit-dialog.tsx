import { useState } from 'react';
import { showFailure } from '../errors/error-steps.ts';
import { callShell } from '../ipc/shell.ts';
import { closeDialog } from '../store/actions.ts';
import { Checkbox } from '../ui/fields/checkbox.tsx';
import { RadioCards } from '../ui/fields/radio-group.tsx';
import { ConfirmDialog } from '../ui/overlays/confirm-dialog.tsx';

const quitOptions = [
  {
    value: 'keep' as const,
    label: 'Leave them running',
    description: 'They keep working. The gateway keeps their egress rules; credentials stay in its memory.',
  },
  {
    value: 'stop' as const,
    label: 'Stop them',
    description: 'Each gets ten seconds to save its work. Files and volumes stay.',
  },
];

const trayOption = {
  value: 'tray' as const,
  label: 'Stay in the tray',
  description: 'Only the window closes. Bulkhead keeps running, and its icon shows what waits for you.',
};

type Answer = 'keep' | 'stop' | 'tray';

/** Asked when the window is closed while agents run. `tray`: the desktop can show the app's icon. */
export function QuitDialog({ agents, tray }: { agents: number; tray: boolean }) {
  const [answer, setAnswer] = useState<Answer>(tray ? 'tray' : 'keep');
  const [remember, setRemember] = useState(true);
  const [busy, setBusy] = useState(false);
  const tell = (chosen: Answer | 'cancel') =>
    callShell('app.quit', { agents: chosen, remember }).catch((thrown: unknown) => {
      setBusy(false);
      showFailure('Bulkhead could not quit', thrown);
    });
  return (
    <ConfirmDialog
      open
      title="Quit Bulkhead"
      description={agents === 1 ? 'One agent is running.' : `${agents} agents are running.`}
      confirmLabel={answer === 'tray' ? 'Close window' : 'Quit'}
      busy={busy}
      onOpenChange={(open) => {
        if (open) return;
        closeDialog();
        void tell('cancel');
      }}
      onConfirm={() => {
        // The page lives on in the tray.
        if (answer === 'tray') closeDialog();
        else setBusy(true);
        void tell(answer);
      }}
    >
      <RadioCards
        label="Running agents"
        columns={1}
        options={tray ? [trayOption, ...quitOptions] : quitOptions}
        value={answer}
        onValueChange={setAnswer}
      />
      <Checkbox
        label="Do not ask again"
        description="You can change this in Settings."
        checked={remember}
        onCheckedChange={setRemember}
      />
    </ConfirmDialog>
  );
}
