import { type KeyboardEvent, useState } from 'react';
import type { AppError } from '../../electron/contract/error.ts';
import type { Issue } from '../../electron/contract/forge.ts';
import { issueAt } from '../../electron/contract/forge-address.ts';
import type { ForgeKind } from '../../electron/contract/forge-host.ts';
import { printable } from '../../electron/lib/printable.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { KindSelect } from '../forge/token-step.tsx';
import { callEngine } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Select } from '../ui/fields/select.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { IconBug } from '../ui/icons.ts';
import { Callout } from '../ui/states/callout.tsx';

export interface TakenIssue {
  url: string;
  prompt: string;
}

/** Makes an issue the prompt: by its address, or from a list of the project's open ones. */
export function FromIssue(props: { project: string; onTaken: (issue: TakenIssue) => void }) {
  const { project, onTaken } = props;
  const [isOpen, setOpen] = useState(false);
  const [address, setAddress] = useState('');
  const [kind, setKind] = useState<ForgeKind>();
  const [issues, setIssues] = useState<readonly Issue[]>();
  const [busy, setBusy] = useState<'taking' | 'listing'>();
  const [problem, setProblem] = useState<AppError>();
  const said = kind === undefined ? {} : { kind };
  const attempt = async (what: 'taking' | 'listing', work: () => Promise<void>) => {
    setBusy(what);
    setProblem(undefined);
    try {
      await work();
    } catch (thrown) {
      setProblem(toAppError(thrown));
    } finally {
      setBusy(undefined);
    }
  };
  const take = (url: string) =>
    void attempt('taking', async () => {
      const { prompt } = await callEngine('forge.issue', { url, ...said });
      onTaken({ url: url.trim(), prompt });
      setOpen(false);
      setAddress('');
    });
  const list = () =>
    void attempt('listing', async () => {
      setIssues((await callEngine('forge.issues', { project: project.trim(), ...said })).issues);
    });
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter would create the task.
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    take(address);
  };
  if (!isOpen)
    return (
      <div className="flex">
        <Button size="sm" variant="ghost" icon={IconBug} onClick={() => setOpen(true)}>
          From an issue…
        </Button>
      </div>
    );
  const host = issueAt(address)?.repository.host;
  return (
    <fieldset aria-label="From an issue" className="flex min-w-0 flex-col gap-2 rounded-md border p-3">
      <div className="flex items-end gap-2">
        <TextField
          label="Address of the issue"
          mono
          autoFocus
          className="flex-1"
          placeholder="https://github.com/owner/project/issues/12"
          value={address}
          onValueChange={setAddress}
          onKeyDown={onKeyDown}
          error={problem?.field === 'url' ? problem.message : undefined}
        />
        <Button
          disabled={address.trim() === ''}
          busy={busy === 'taking'}
          onClick={() => take(address)}
          className={problem?.field === 'url' ? 'mb-6' : undefined}
        >
          Take it
        </Button>
      </div>
      {(problem?.field === 'kind' || kind !== undefined) && (
        <KindSelect host={host ?? 'the project'} kind={kind} onChange={setKind} />
      )}
      {problem && problem.field !== 'url' && problem.field !== 'kind' && (
        <AppErrorPanel title="The issue could not be read" error={{ ...problem, actions: [] }} />
      )}
      <div className="flex items-end gap-2">
        {issues === undefined || issues.length === 0 ? (
          <>
            <span className="flex-1 text-muted text-sm">
              {issues ? 'The project has no open issues.' : 'Or choose one of the project’s open issues.'}
            </span>
            <Button
              size="sm"
              variant="ghost"
              disabled={project.trim() === ''}
              busy={busy === 'listing'}
              onClick={list}
            >
              List open issues
            </Button>
          </>
        ) : (
          <Select
            label="Open issues"
            className="min-w-0 flex-1"
            placeholder="Choose an issue"
            value=""
            options={issues.map(({ number, title, url }) => ({
              value: url,
              label: `#${number} ${printable(title)}`,
            }))}
            onValueChange={take}
          />
        )}
        <Button size="sm" variant="ghost" onClick={() => setOpen(false)}>
          Close
        </Button>
      </div>
    </fieldset>
  );
}

/** Says what is different about a task from an issue, and undoes it. */
export function IssueNotice({ url, onRemove }: { url: string; onRemove: () => void }) {
  return (
    <Callout
      live
      tone="warning"
      title="Strangers wrote parts of this prompt"
      action={
        <Button size="sm" onClick={onRemove}>
          Remove the issue
        </Button>
      }
    >
      They are marked as data. The agents reach only the hosts of their type, whatever you chose before. From{' '}
      <span className="break-all font-mono text-sm">{printable(url)}</span>
    </Callout>
  );
}
