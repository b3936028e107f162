import { useEffect, useRef, useState } from 'react';
import type { AgentFile } from '../../electron/contract/files/agent-file.ts';
import type { AgentForm } from '../agent-form/form.ts';
import { ProjectProposal } from '../portability/project-proposal.tsx';
import { SecretDialog } from '../secrets/secret-dialog.tsx';
import { closeDialog, selectAgent } from '../store/actions.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Checkbox } from '../ui/fields/checkbox.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { CheckProblem } from './check-problem.tsx';
import { CreateProgress } from './create-progress.tsx';
import { DockerRunPreview } from './docker-run-preview.tsx';
import { ActWithoutAsking } from './fields/act-without-asking.tsx';
import { CredentialFields } from './fields/credential-fields.tsx';
import { EnvironmentFields } from './fields/environment-fields.tsx';
import type { FieldsProps } from './fields/fields-props.ts';
import { IdentityFields } from './fields/identity-fields.tsx';
import { NewAgentLife } from './fields/new-agent-life.tsx';
import { SandboxFields } from './fields/sandbox-fields.tsx';
import { TypeFields } from './fields/type-fields.tsx';
import { WorkspaceFields } from './fields/workspace-fields.tsx';
import { useCreate } from './use-create.ts';
import { useNewAgentForm } from './use-new-agent-form.ts';

/** The New Agent dialog. Its defaults are safe, and it shows the creation's progress itself. */
export function NewAgentDialog(start: {
  /** An agent's file that the person has reviewed. */
  file?: AgentFile | undefined;
  /** The project to start with. */
  folder?: string | undefined;
}) {
  const { form, setForm, change } = useNewAgentForm(start);
  const [attempts, setAttempts] = useState(0);
  /** The provider that a secret is being added for. */
  const [adding, setAdding] = useState<string>();
  const submitted = attempts > 0;
  const create = useCreate(form, submitted);
  const formElement = useRef<HTMLFormElement>(null);
  const done = create.operation?.status === 'done' ? create.operation.agentId : undefined;

  useEffect(() => {
    if (done === undefined) return;
    closeDialog();
    selectAgent(done, 'console');
  }, [done]);

  // A failed attempt moves the focus to the first field with a problem.
  useEffect(() => {
    if (attempts > 0) formElement.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [attempts]);

  const [verify, setVerify] = useState(newAgentsVerified);
  const busy = create.operation?.status === 'running' || create.operation?.status === 'cancelling';
  const submit = (confirmed: readonly string[] = []) => {
    setAttempts((count) => count + 1);
    void create.submit(confirmed, verify);
  };
  const fields: FieldsProps = { form, change, errors: submitted ? create.errors : create.typedErrors };
  if (adding !== undefined) return <SecretDialog provider={adding} onDone={() => setAdding(undefined)} />;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && closeDialog()}
      title="New agent"
      size="lg"
      closeOnOutsideClick={false}
      footer={
        <>
          <span className="mr-auto text-sm text-subtle">
            {busy ? 'Closing this dialog does not stop the creation.' : ''}
          </span>
          <Button onClick={busy ? create.cancel : closeDialog}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="new-agent"
            busy={busy || create.submitting}
            disabled={!create.ready}
          >
            Create agent
          </Button>
        </>
      }
    >
      <form
        ref={formElement}
        id="new-agent"
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {busy && create.operation ? (
          <CreateProgress operation={create.operation} />
        ) : (
          <>
            {!create.ready && (
              <Callout live tone="warning" title="The engine is not reachable">
                What you typed stays here. The agent can be created as soon as the engine answers.
              </Callout>
            )}
            <CheckProblem problem={create.problem} onConfirm={submit} onRetry={() => submit()} />
            <IdentityFields {...fields} />
            <TypeFields {...fields} setForm={setForm} />
            <WorkspaceFields {...fields} masks={create.masks} warnings={create.warnings} />
            <ActWithoutAsking {...fields} />
            <ProjectProposal folder={projectFolder(form)} setForm={setForm} />
            <SandboxFields {...fields} setForm={setForm} />
            <Checkbox
              label="Verify isolation once it runs"
              description="Tries from inside what must not work, which takes a few seconds. The result is shown with the agent."
              checked={verify}
              onCheckedChange={setVerify}
            />
            <CredentialFields {...fields} onAdd={setAdding} />
            <EnvironmentFields {...fields} />
            <NewAgentLife {...fields} />
            <DockerRunPreview text={create.dockerRun} warnings={create.warnings} />
          </>
        )}
      </form>
    </Dialog>
  );
}

/** The host folder in which the agent will work, if the workspace is one. */
function projectFolder({ workspace: { kind, folder, copy } }: AgentForm): string {
  if (kind === 'host-folder') return folder.path;
  return kind === 'copy' && copy.from === 'folder' ? copy.path : '';
}

function newAgentsVerified(): boolean {
  return useStore.getState().settings.preferences.verification.newAgents;
}
