import { useEffect, useMemo, useRef, useState } from 'react';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { AddCredential } from '../new-agent/add-credential.tsx';
import type { AddedCredential } from '../new-agent/fields/credential-fields.tsx';
import { PathField } from '../new-agent/fields/path-field.tsx';
import { RecentProjects } from '../new-agent/fields/recent-projects.tsx';
import { recentProjects } from '../new-agent/memory/remembered.ts';
import { closeDialog } from '../store/actions.ts';
import { CancelButton } from '../ui/buttons/cancel-button.tsx';
import { DefaultButton } from '../ui/buttons/default-button.tsx';
import { TextArea } from '../ui/fields/text-area.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { AgentCounts } from './agent-counts.tsx';
import { FromIssue, IssueNotice } from './from-issue.tsx';
import { LimitFields } from './limit-fields.tsx';
import { MissingCredentials } from './missing-credentials.tsx';
import { useNewTask } from './use-new-task.ts';

/** The New task dialog on one screen: what is to do, where, by whom, and how that is checked. */
export function NewTaskDialog() {
  const task = useNewTask();
  const { form, change, errors, problem } = task;
  const [adding, setAdding] = useState<AddedCredential>();
  const formElement = useRef<HTMLFormElement>(null);
  const recent = useMemo(() => recentProjects(task.memory), [task.memory]);

  // A failed attempt moves the focus to the first field with a problem.
  useEffect(() => {
    if (task.attempts > 0) formElement.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [task.attempts]);

  return (
    <>
      <Dialog
        open
        onOpenChange={(open) => !open && closeDialog()}
        title="New task"
        size="lg"
        closeOnOutsideClick={false}
        footer={
          <>
            <CancelButton onClick={closeDialog} />
            <DefaultButton
              inLines
              type="submit"
              form="new-task"
              busy={task.busy}
              disabled={!task.connected || task.types.length === 0}
            >
              Create task
            </DefaultButton>
          </>
        }
      >
        <form
          ref={formElement}
          id="new-task"
          noValidate
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            void task.submit();
          }}
        >
          {!task.connected && (
            <Callout live tone="warning" title="The engine is not reachable">
              What you typed stays here. The task can be created as soon as the engine answers.
            </Callout>
          )}
          {problem && (
            <AppErrorPanel
              title={
                problem.actions.some(({ kind }) => kind === 'confirm')
                  ? 'Are you sure?'
                  : 'The task was not created'
              }
              error={problem}
              context={{
                retry: () => void task.submit(),
                confirm: () => void task.submit(problem.field ? [problem.field] : []),
              }}
            />
          )}
          <fieldset disabled={task.busy} className="flex min-w-0 flex-col gap-4">
            <TextArea
              label="Prompt"
              rows={5}
              placeholder="What is to be done, and how you will know that it is."
              spellCheck
              value={form.prompt}
              onValueChange={(prompt) => change({ prompt })}
              error={errors.prompt}
            />
            {form.issue === '' ? (
              <FromIssue
                project={form.project}
                onTaken={({ url, prompt }) =>
                  change({ issue: url, prompt: [form.prompt.trim(), prompt].filter(Boolean).join('\n\n') })
                }
              />
            ) : (
              <IssueNotice url={form.issue} onRemove={() => change({ issue: '', prompt: '' })} />
            )}
            <div className="flex flex-col gap-2">
              <PathField
                label="Project folder or repository"
                dialogTitle="Choose the folder to copy"
                value={form.project}
                onValueChange={(project) => change({ project })}
                error={errors.project}
                hint="Each agent works on a copy of its own, and acts without asking. Yours stays as it is."
              />
              <RecentProjects
                projects={recent}
                active={adding === undefined && !task.busy}
                onChoose={({ project }) => change({ project })}
              />
            </div>
            <AgentCounts
              types={task.types}
              counts={form.counts}
              onChange={(counts) => change({ counts })}
              error={errors.attempts}
            />
            <MissingCredentials
              types={task.types}
              counts={form.counts}
              secrets={task.secrets}
              onAdd={setAdding}
            />
            <TextField
              label="Check command"
              mono
              placeholder="npm test"
              value={form.check}
              onValueChange={(check) => change({ check })}
              error={errors.check}
              hint="Runs in each copy once the agent’s program ended well. Optional."
            />
            <LimitFields
              limits={form.limits}
              onChange={(limits) => change({ limits })}
              showErrors={task.attempts > 0}
            />
          </fieldset>
        </form>
      </Dialog>
      {adding && (
        <AddCredential
          added={adding}
          secrets={task.secrets ?? []}
          onChange={setAdding}
          onChosen={() => undefined}
        />
      )}
    </>
  );
}
