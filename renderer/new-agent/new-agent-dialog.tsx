import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { AgentFile } from '../../electron/contract/files/agent-file.ts';
import type { AgentForm } from '../agent-form/form.ts';
import { usableType } from '../agents/agent-type.ts';
import { ProjectProposal } from '../portability/project-proposal.tsx';
import { closeDialog, selectAgent } from '../store/actions.ts';
import { selectSettings } from '../store/slices/app-slice.ts';
import type { NewAgentPreset } from '../store/slices/window-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { CancelButton } from '../ui/buttons/cancel-button.tsx';
import { Checkbox } from '../ui/fields/checkbox.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { AddCredential } from './add-credential.tsx';
import { CheckProblem } from './check-problem.tsx';
import { CreateProgress } from './create-progress.tsx';
import { DockerRunPreview } from './docker-run-preview.tsx';
import { ActWithoutAsking } from './fields/act-without-asking.tsx';
import { type AddedCredential, CredentialFields } from './fields/credential-fields.tsx';
import { EgressFields } from './fields/egress-fields.tsx';
import { EnvironmentFields } from './fields/environment-fields.tsx';
import type { FieldsProps } from './fields/fields-props.ts';
import { HardeningFields } from './fields/hardening-fields.tsx';
import { IdentityFields, TagFields } from './fields/identity-fields.tsx';
import { IsolationFields } from './fields/isolation-fields.tsx';
import { LimitsFields } from './fields/limits-fields.tsx';
import { NewAgentLife } from './fields/new-agent-life.tsx';
import { PortFields } from './fields/port-fields.tsx';
import { TypeFields } from './fields/type-fields.tsx';
import { WorkspaceFields } from './fields/workspace-fields.tsx';
import { LastChoices } from './memory/last-choices.tsx';
import { recentProjects } from './memory/remembered.ts';
import { Summary } from './summary/summary.tsx';
import { useCreate } from './use-create.ts';
import { useNewAgentForm } from './use-new-agent-form.ts';
import { usePreparedImage } from './use-prepared-image.ts';

/**
 * The New Agent dialog on one screen: what the agent is, its sandbox, and what both mean. Its defaults are safe, and it
 * shows the creation's progress itself.
 */
export function NewAgentDialog(start: {
  /** An agent's file that the person has reviewed. */
  file?: AgentFile | undefined;
  /** The project to start with. */
  folder?: string | undefined;
  /** What the view that opened the dialog chose. */
  preset?: NewAgentPreset | undefined;
}) {
  const choices = useNewAgentForm(start);
  const { form, setForm, change } = choices;
  // An image that the person names is not fetched before they are done with its name.
  const typeImage = useStore((state) => usableType(state.agentTypes, form.type)?.image ?? '');
  const [attempts, setAttempts] = useState(0);
  const [adding, setAdding] = useState<AddedCredential>();
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
  const preparing = usePreparedImage(typeImage, create.ready);
  const memory = useStore(selectSettings).newAgents;
  const recent = useMemo(() => recentProjects(memory), [memory]);
  const fields: FieldsProps = { form, change, errors: submitted ? create.errors : create.typedErrors };
  return (
    <>
      <Dialog
        open
        onOpenChange={(open) => !open && closeDialog()}
        title="New agent"
        size="wide"
        closeOnOutsideClick={false}
        footer={
          <>
            <span className="mr-auto text-sm text-subtle">
              {busy ? 'Closing this dialog does not stop the creation.' : ''}
            </span>
            <CancelButton working={busy} onClick={busy ? create.cancel : closeDialog} />
            <Button
              variant="primary"
              type="submit"
              form="new-agent"
              busy={busy || create.submitting}
              disabled={!create.ready}
            >
              Create agent
              <Kbd keys="↵" onSolid />
            </Button>
          </>
        }
      >
        <form
          ref={formElement}
          id="new-agent"
          noValidate
          className="flex flex-col gap-4"
          onKeyDown={submitOnEnter}
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          {!create.ready && (
            <Callout live tone="warning" title="The engine is not reachable">
              What you typed stays here. The agent can be created as soon as the engine answers.
            </Callout>
          )}
          <CheckProblem problem={create.problem} onConfirm={submit} onRetry={() => submit()} />
          <div className="grid grid-cols-[minmax(0,1fr)_20rem] items-start gap-x-5 gap-y-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_20rem]">
            <fieldset disabled={busy} className="flex min-w-0 flex-col gap-3.5">
              <TypeFields
                {...fields}
                chooseType={choices.chooseType}
                preparing={busy ? undefined : preparing}
              />
              <CredentialFields {...fields} secrets={choices.secrets} onAdd={setAdding} />
              <WorkspaceFields
                {...fields}
                masks={create.masks}
                warnings={create.warnings}
                recent={{
                  projects: recent,
                  active: adding === undefined && !busy,
                  onChoose: choices.chooseProject,
                }}
              />
              <ActWithoutAsking {...fields} />
              <LastChoices {...choices} />
              <ProjectProposal folder={projectFolder(form)} setForm={setForm} />
              <IdentityFields {...fields} />
            </fieldset>
            <aside className="sticky top-0 row-span-2 flex flex-col gap-3 xl:order-last xl:row-span-1">
              {busy && create.operation ? (
                <CreateProgress operation={create.operation} />
              ) : (
                <Summary form={form} secrets={choices.secrets} warnings={create.warnings}>
                  <Checkbox
                    label="Verify isolation once it runs"
                    description="Tries from inside what must not work, which takes a few seconds."
                    checked={verify}
                    onCheckedChange={setVerify}
                  />
                </Summary>
              )}
            </aside>
            <fieldset disabled={busy} className="flex min-w-0 flex-col gap-3.5">
              <IsolationFields {...fields} setForm={setForm} />
              <EgressFields {...fields} />
              <LimitsFields {...fields} />
              <div className="flex flex-col gap-1">
                <HardeningFields {...fields} />
                <PortFields {...fields} />
                <EnvironmentFields {...fields} />
                <NewAgentLife {...fields} />
                <TagFields {...fields} />
                <DockerRunPreview text={create.dockerRun} />
              </div>
            </fieldset>
          </div>
        </form>
      </Dialog>
      {adding && (
        <AddCredential
          added={adding}
          secrets={choices.secrets ?? []}
          onChange={setAdding}
          onChosen={choices.chooseSecret}
        />
      )}
    </>
  );
}

/** Enter creates the agent from a radio too, where it does nothing otherwise. */
function submitOnEnter(event: KeyboardEvent<HTMLFormElement>): void {
  const isRadio = event.target instanceof HTMLElement && event.target.role === 'radio';
  if (event.key === 'Enter' && isRadio) event.currentTarget.requestSubmit();
}

/** The host folder in which the agent will work, if the workspace is one. */
function projectFolder({ workspace: { kind, folder, copy } }: AgentForm): string {
  if (kind === 'host-folder') return folder.path;
  return kind === 'copy' && copy.from === 'folder' ? copy.path : '';
}

function newAgentsVerified(): boolean {
  return useStore.getState().settings.preferences.verification.newAgents;
}
