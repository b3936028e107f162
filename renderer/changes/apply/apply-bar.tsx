import { useState } from 'react';
import type { Selection } from '../../../electron/contract/apply.ts';
import type { ChangesSummary } from '../../../electron/contract/changes.ts';
import { PullRequestButton } from '../../forge/pull-request-button.tsx';
import { PullRequestList } from '../../forge/pull-request-list.tsx';
import { formatNumber } from '../../format/number.ts';
import { useEngineCall } from '../../ipc/use-engine-call.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { IconCheck, IconGitBranch } from '../../ui/icons.ts';
import type { ListedFile } from '../change-list.ts';
import { nothingPicked, type Picked, pickAll, toSelection } from '../selection.ts';
import { visibleText } from '../visible-text.ts';
import { ApplyDialog } from './apply-dialog.tsx';
import { BranchDialog } from './branch-dialog.tsx';
import { UndoButton } from './undo-button.tsx';

/** Applies a private copy's changes to its original folder, and undoes an apply. */
export function ApplyBar(props: {
  agentId: string;
  summary: ChangesSummary;
  files: readonly ListedFile[];
  picked: Picked;
  onPickedChange: (picked: Picked) => void;
}) {
  const { agentId, summary, files, picked } = props;
  const [dialog, setDialog] = useState<{ kind: 'apply'; selection: Selection } | { kind: 'branch' }>();
  const [round, setRound] = useState(0);
  const { data: applied, reload } = useEngineCall('changes.applied', { agentId });
  const last = applied?.find(({ state }) => state === 'applied' || state === 'interrupted');
  const paths = new Set(files.map(({ path }) => path));
  // A file that the agent has restored since is no longer a change.
  const current = [...picked].filter(([path]) => paths.has(path));
  const applicable = files.filter(({ status }) => status !== 'ignored');
  const nothing = applicable.length === 0;
  const listAgain = () => setRound((current) => current + 1);
  return (
    <>
      <PullRequestList agentId={agentId} version={round} />
      <section
        aria-label="Apply changes"
        className="flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-t bg-surface px-4 py-1.5"
      >
        <span className="figures min-w-0 truncate text-muted text-sm" title={summary.applyTo}>
          {current.length > 0
            ? `${formatNumber(current.length)} selected`
            : `Applies to ${visibleText(summary.applyTo ?? '')}`}
        </span>
        <div className="flex-1" />
        {last && <UndoButton applied={last} onUndone={reload} />}
        {summary.applyToRepository && (
          <PullRequestButton
            subject={{ agentId, seen: summary.stamp, files: applicable }}
            disabled={nothing}
            onClosed={listAgain}
          />
        )}
        {summary.applyToRepository && (
          <Button
            size="sm"
            icon={IconGitBranch}
            disabled={nothing}
            onClick={() => setDialog({ kind: 'branch' })}
          >
            Make a branch…
          </Button>
        )}
        <Button
          size="sm"
          disabled={nothing}
          onClick={() => setDialog({ kind: 'apply', selection: toSelection(pickAll(applicable)) })}
        >
          Apply all…
        </Button>
        <Button
          size="sm"
          variant="primary"
          icon={IconCheck}
          disabled={current.length === 0}
          onClick={() => setDialog({ kind: 'apply', selection: toSelection(new Map(current)) })}
        >
          Apply selected…
        </Button>
        {dialog?.kind === 'apply' && (
          <ApplyDialog
            agentId={agentId}
            selection={dialog.selection}
            onClose={() => setDialog(undefined)}
            onApplied={() => {
              setDialog(undefined);
              props.onPickedChange(nothingPicked);
              reload();
            }}
          />
        )}
        {dialog?.kind === 'branch' && (
          <BranchDialog
            agentId={agentId}
            folder={summary.applyTo ?? ''}
            seen={summary.stamp}
            risky={applicable.filter(({ risks }) => risks.length > 0).length}
            onClose={() => setDialog(undefined)}
          />
        )}
      </section>
    </>
  );
}
