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
    description: 'They work on. The gateway keeps their egress rules; credentials stay in its memory.',
  },
  {
    value: 'stop' as const,
    label: 'Stop them',
    description: 'Each gets ten seconds to save its work. Files and volumes stay.',
  },
];

/** Asked when the window is closed while agents run. */
export function QuitDialog({ agents }: { agents: number }) {
  const [answer, setAnswer] = useState<'keep' | 'stop'>('keep');
  const [remember, setRemember] = useState(true);
  const [busy, setBusy] = useState(false);
  const tell = (chosen: 'keep' | 'stop' | 'cancel') =>
    callShell('app.quit', { agents: chosen, remember }).catch((thrown: unknown) => {
      setBusy(false);
      showFailure('Bulkhead could not quit', thrown);
    });
  return (
    <ConfirmDialog
      open
      title="Quit Bulkhead"
      description={agents === 1 ? 'One agent is running.' : `${agents} agents are running.`}
      confirmLabel="Quit"
      busy={busy}
      onOpenChange={(open) => {
        if (open) return;
        closeDialog();
        void tell('cancel');
      }}
      onConfirm={() => {
        setBusy(true);
        void tell(answer);
      }}
    >
      <RadioCards
        label="Running agents"
        columns={1}
        options={quitOptions}
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
