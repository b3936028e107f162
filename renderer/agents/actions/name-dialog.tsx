import { type FormEvent, useState } from 'react';
import { agentNameSchema } from '../../../electron/contract/agent-spec.ts';
import type { AppError } from '../../../electron/contract/error.ts';
import { AppErrorPanel } from '../../errors/app-error-panel.tsx';
import { callEngine } from '../../ipc/engine-host.ts';
import { toAppError } from '../../ipc/to-app-error.ts';
import { closeDialog } from '../../store/actions.ts';
import { useAgentName } from '../../store/use-agent.ts';
import { FormButtons } from '../../ui/buttons/form-buttons.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { Dialog } from '../../ui/overlays/dialog.tsx';

/** Gives an agent another name. Its container keeps running. */
export function RenameDialog({ agentId }: { agentId: string }) {
  const name = useAgentName(agentId) ?? '';
  return (
    <NameDialog
      title="Rename agent"
      failure={`${name} could not be renamed`}
      initial={name}
      submitLabel="Rename agent"
      submit={async (next) => void (await callEngine('agent.rename', { agentId, name: next }))}
    />
  );
}

/** Makes a second agent with the same spec and a workspace of its own. */
export function DuplicateDialog({ agentId }: { agentId: string }) {
  const name = useAgentName(agentId) ?? '';
  return (
    <NameDialog
      title="Duplicate agent"
      description={`The copy has the same image, limits and isolation as ${name}. A workspace volume starts empty.`}
      failure={`${name} could not be duplicated`}
      initial={`${name}-copy`}
      submitLabel="Duplicate agent"
      submit={async (next) => void (await callEngine('agent.duplicate', { agentId, name: next }))}
    />
  );
}

type NameDialogProps = {
  title: string;
  description?: string;
  failure: string;
  initial: string;
  submitLabel: string;
  submit: (name: string) => Promise<void>;
};

function NameDialog(props: NameDialogProps) {
  const [name, setName] = useState(props.initial);
  const [touched, setTouched] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError>();
  const problem = agentNameSchema.safeParse(name).error?.issues[0]?.message;
  const aboutName = failure?.field === 'name' || failure?.type === 'name-taken';

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTouched(true);
    if (problem !== undefined || busy) return;
    setBusy(true);
    props.submit(name).then(closeDialog, (thrown: unknown) => {
      setBusy(false);
      setFailure(toAppError(thrown));
    });
  };

  return (
    <Dialog
      open
      size="sm"
      title={props.title}
      description={props.description}
      onOpenChange={(open) => !open && closeDialog()}
      footer={
        <FormButtons form="name-form" submitLabel={props.submitLabel} busy={busy} onCancel={closeDialog} />
      }
    >
      <form id="name-form" onSubmit={onSubmit} className="flex flex-col gap-3">
        <TextField
          label="Name"
          value={name}
          onValueChange={(next) => {
            setName(next);
            setTouched(true);
            setFailure(undefined);
          }}
          onFocus={(event) => event.target.select()}
          error={aboutName ? failure?.message : touched ? problem : undefined}
        />
        {failure && !aboutName && <AppErrorPanel title={props.failure} error={failure} />}
      </form>
    </Dialog>
  );
}
