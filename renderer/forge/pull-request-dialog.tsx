import { useMemo, useState } from 'react';
import { branchNameSchema } from '../../electron/contract/apply.ts';
import type { ForgeKind } from '../../electron/contract/forge-host.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { callEngine } from '../ipc/engine-host.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { RunningOperation, useOperationRun } from '../operations/running-operation.tsx';
import { selectTasks } from '../store/slices/tasks-slice.ts';
import { useStore } from '../store/store.ts';
import { useAgentName } from '../store/use-agent.ts';
import { CancelButton } from '../ui/buttons/cancel-button.tsx';
import { DefaultButton } from '../ui/buttons/default-button.tsx';
import { Checkbox } from '../ui/fields/checkbox.tsx';
import { TextArea } from '../ui/fields/text-area.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { showToast } from '../ui/overlays/toasts.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { Progress } from '../ui/states/progress.tsx';
import { draftOf, workOf } from './draft.ts';
import { KindSelect, TokenButton } from './token-step.tsx';
import { useDefaultBase } from './use-default-base.ts';

export interface PullRequestSubject {
  agentId: string;
  /** The stamp of the list that the person looked at. */
  seen: string;
  files: readonly { path: string; status: string; risks: readonly unknown[] }[];
}

/** Pushes an agent's work and opens a pull request for it. Everything is said before; the person may change it. */
export function PullRequestDialog(props: { subject: PullRequestSubject; onClose: () => void }) {
  const { onClose } = props;
  // The dialog keeps what was looked at, because the person confirms that and nothing later.
  const [{ agentId, seen, files }] = useState(props.subject);
  const name = useAgentName(agentId) ?? 'agent';
  const tasks = useStore(selectTasks);
  const [draft, setDraft] = useState(() => draftOf(name, workOf(tasks ?? [], agentId), files));
  const { data: project, error, reload } = useEngineCall('forge.project', { agentId });
  const [isDraft, setIsDraft] = useState(true);
  const [said, setSaid] = useState<ForgeKind>();
  const [typedBase, setTypedBase] = useState<string>();
  const kind = project?.kind ?? said;
  const [round, setRound] = useState(0);
  const asked = useDefaultBase({ agentId, kind: project?.hasToken ? kind : undefined, round });
  const base = typedBase ?? asked.base ?? '';
  const risky = files.filter(({ risks }) => risks.length > 0).length;
  const [confirmed, setConfirmed] = useState(risky === 0);
  const running = useOperationRun(() => {
    showToast({ tone: 'success', title: 'Opened the pull request', description: project?.repository?.path });
    onClose();
  });
  const wrong = useMemo(() => problems(draft.branch, base), [draft.branch, base]);
  const failed = running.error;
  const fieldProblem = (field: string) => (failed?.field === field ? failed.message : undefined);
  const open = (more: readonly string[] = []) => {
    if (!kind) return;
    running.start(
      callEngine('forge.open', { agentId, kind, ...draft, base, draft: isDraft, seen, confirmed: [...more] }),
    );
  };
  const again = () => {
    running.reset();
    reload();
    setRound((current) => current + 1);
  };
  const known = project?.pullRequests.find(({ branch }) => branch === draft.branch);
  const host = project?.repository?.host;
  const needsToken =
    project?.hasToken === false || asked.error?.field === 'token' || failed?.field === 'token';
  const isReady =
    kind !== undefined && project?.hasToken === true && draft.title.trim() !== '' && confirmed && !wrong.any;
  const shown = failed && !['branch', 'base'].includes(failed.field ?? '') ? failed : undefined;
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Open pull request"
      description={
        project?.repository
          ? `On ${host}, in ${project.repository.path}. Your files and branches stay as they are.`
          : undefined
      }
      size="lg"
      closeOnOutsideClick={false}
      footer={
        <>
          <CancelButton working={running.active} onClick={running.active ? running.cancel : onClose} />
          <DefaultButton inLines disabled={!isReady} busy={running.active} onClick={() => open()}>
            {known ? 'Update pull request' : 'Push and open'}
          </DefaultButton>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {!project && !error && <Progress label="Looking at the project" />}
        {error && (
          <AppErrorPanel title="The project cannot be read" error={error} context={{ retry: again }} />
        )}
        {project?.problem && <Callout tone="warning" title={project.problem} />}
        {running.active && <RunningOperation operation={running.operation} />}
        {shown && (
          <AppErrorPanel
            title={
              shown.field?.startsWith('secrets:')
                ? 'A secret would be pushed'
                : 'The pull request was not opened'
            }
            error={shown}
            context={{ retry: again, confirm: () => open(shown.field ? [shown.field] : []) }}
          />
        )}
        {!shown && asked.error && (
          <AppErrorPanel
            title="The server cannot be used yet"
            error={asked.error}
            context={{ retry: again }}
          />
        )}
        {host !== undefined && project?.kind === null && (
          <KindSelect host={host} kind={said} onChange={setSaid} />
        )}
        {host !== undefined && kind && needsToken && (
          <Callout
            tone="accent"
            title={project?.hasToken ? 'The token does not do' : `${host} wants a token`}
            action={<TokenButton kind={kind} host={host} onSaved={again} />}
          >
            It is kept with your secrets, for the app alone. No agent gets it.
          </Callout>
        )}
        {project?.repository && (
          <>
            <TextField
              label="Title"
              value={draft.title}
              maxLength={250}
              onValueChange={(title) => setDraft({ ...draft, title })}
            />
            <TextArea
              label="Description"
              rows={8}
              value={draft.body}
              onValueChange={(body) => setDraft({ ...draft, body })}
            />
            <div className="grid grid-cols-2 gap-3">
              <TextField
                label="Branch"
                mono
                value={draft.branch}
                onValueChange={(branch) => setDraft({ ...draft, branch })}
                error={wrong.branch ?? fieldProblem('branch')}
                hint={known ? 'You pushed to it before: it is updated.' : undefined}
              />
              <TextField
                label="Merge into"
                mono
                value={base}
                onValueChange={setTypedBase}
                error={base === '' ? undefined : (wrong.base ?? fieldProblem('base'))}
              />
            </div>
            <Checkbox label="As a draft" checked={isDraft} onCheckedChange={setIsDraft} />
            {risky > 0 && (
              <Checkbox
                label={`I have looked at the ${risky === 1 ? 'risky change' : `${risky} risky changes`}`}
                description="They come with the branch, and can run something there as soon as it is pushed, such as CI."
                checked={confirmed}
                onCheckedChange={setConfirmed}
              />
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

function problems(branch: string, base: string): { branch?: string; base?: string; any: boolean } {
  const problem = (name: string) => branchNameSchema.safeParse(name).error?.issues[0]?.message;
  const found = { branch: problem(branch), base: problem(base) };
  return {
    ...(found.branch ? { branch: found.branch } : {}),
    ...(found.base ? { base: found.base } : {}),
    any: found.branch !== undefined || found.base !== undefined,
  };
}
