import { useState } from 'react';
import { branchNameSchema } from '../../../electron/contract/apply.ts';
import { AppErrorPanel } from '../../errors/app-error-panel.tsx';
import { callEngine } from '../../ipc/engine-host.ts';
import { RunningOperation, useOperationRun } from '../../operations/running-operation.tsx';
import { useAgentName } from '../../store/use-agent.ts';
import { CancelButton } from '../../ui/buttons/cancel-button.tsx';
import { DefaultButton } from '../../ui/buttons/default-button.tsx';
import { Checkbox } from '../../ui/fields/checkbox.tsx';
import { TextArea } from '../../ui/fields/text-area.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { Dialog } from '../../ui/overlays/dialog.tsx';
import { showToast } from '../../ui/overlays/toasts.tsx';

/** Writes the agent's work to a branch of the host's repository. It checks nothing out, so that no code of it runs yet. */
export function BranchDialog(props: {
  agentId: string;
  folder: string;
  /** The stamp of the list that the person looked at. */
  seen: string;
  risky: number;
  onClose: () => void;
}) {
  const name = useAgentName(props.agentId) ?? 'agent';
  // The dialog keeps this stamp, because the person confirms this list and no later one.
  const [seen] = useState(props.seen);
  const [branch, setBranch] = useState(`agent/${name}`);
  const [message, setMessage] = useState(`Changes of ${name}`);
  const [confirmed, setConfirmed] = useState(props.risky === 0);
  const running = useOperationRun(() => {
    showToast({ tone: 'success', title: `Made the branch ${branch}`, description: props.folder });
    props.onClose();
  });
  const checked = branchNameSchema.safeParse(branch);
  const wrong = checked.success ? undefined : checked.error.issues[0]?.message;
  const nameProblem = running.error?.field === 'branch' ? running.error.message : undefined;
  const make = () => {
    running.start(callEngine('changes.branch', { agentId: props.agentId, branch, message, seen }));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      title="Make a branch"
      description={`In ${props.folder}. Your files and your current branch stay as they are.`}
      closeOnOutsideClick={false}
      footer={
        <>
          <CancelButton working={running.active} onClick={running.active ? running.cancel : props.onClose} />
          <DefaultButton
            inLines
            disabled={!checked.success || message.trim() === '' || !confirmed}
            busy={running.active}
            onClick={make}
          >
            Make branch
          </DefaultButton>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {running.error && !nameProblem && (
          <AppErrorPanel title="The branch could not be made" error={{ ...running.error, actions: [] }} />
        )}
        {running.active && <RunningOperation operation={running.operation} />}
        <TextField
          label="Branch"
          mono
          value={branch}
          onValueChange={setBranch}
          error={wrong ?? nameProblem}
        />
        <TextArea
          label="Commit message"
          hint="For what the agent has not committed itself. Its own commits keep theirs."
          value={message}
          onValueChange={setMessage}
        />
        {props.risky > 0 && (
          <Checkbox
            label={`I have looked at the ${props.risky === 1 ? 'risky change' : `${props.risky} risky changes`}`}
            description="They come with the branch, and can run something once it is checked out or merged."
            checked={confirmed}
            onCheckedChange={setConfirmed}
          />
        )}
      </div>
    </Dialog>
  );
}
