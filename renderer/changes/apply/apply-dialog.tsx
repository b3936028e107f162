import { useState } from 'react';
import type { PlannedFile, Resolution, Selection } from '../../../electron/contract/apply.ts';
import { AppErrorPanel } from '../../errors/app-error-panel.tsx';
import { formatNumber } from '../../format/number.ts';
import { callEngine } from '../../ipc/engine-host.ts';
import { useEngineCall } from '../../ipc/use-engine-call.ts';
import { RunningOperation, useOperationRun } from '../../operations/running-operation.tsx';
import { Button } from '../../ui/buttons/button.tsx';
import { CancelButton } from '../../ui/buttons/cancel-button.tsx';
import { DefaultButton } from '../../ui/buttons/default-button.tsx';
import { Checkbox } from '../../ui/fields/checkbox.tsx';
import { Select } from '../../ui/fields/select.tsx';
import { Dialog } from '../../ui/overlays/dialog.tsx';
import { Callout } from '../../ui/states/callout.tsx';
import { Progress } from '../../ui/states/progress.tsx';
import { riskTitle } from '../change-labels.ts';
import { visibleText } from '../visible-text.ts';
import { decidedFiles, SHOWN_ROWS, sortPlan } from './apply-plan.ts';

/** The effects of an apply on the host folder, its obstacles, and the risks that must be confirmed by name. */
export function ApplyDialog(props: {
  agentId: string;
  selection: Selection;
  /** Whose changes, where the dialog is not opened from the agent itself. */
  from?: string | undefined;
  onClose: () => void;
  onApplied: () => void;
}) {
  const { agentId, selection } = props;
  const { data: plan, error, reload } = useEngineCall('changes.plan', { agentId, selection });
  const [resolutions, setResolutions] = useState<Readonly<Record<string, Resolution>>>({});
  const [confirmed, setConfirmed] = useState<ReadonlySet<string>>(new Set());
  const running = useOperationRun(props.onApplied);
  const files = plan ? decidedFiles(plan, selection, resolutions, confirmed) : [];
  const count = files.length;
  const writers = plan?.writers ?? [];
  const apply = () => running.start(callEngine('changes.apply', { agentId, files }));
  const confirm = (path: string, on: boolean) => {
    const next = new Set(confirmed);
    if (on) next.add(path);
    else next.delete(path);
    setConfirmed(next);
  };
  const lookAgain = () => {
    running.reset();
    reload();
  };
  const problem = running.error ?? (plan ? undefined : error);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      title="Apply changes"
      description={
        plan &&
        `${props.from === undefined ? 'To' : `From ${props.from} to`} ${visibleText(plan.folder)}. It can be undone.`
      }
      size="lg"
      closeOnOutsideClick={false}
      footer={
        <>
          <CancelButton working={running.active} onClick={running.active ? running.cancel : props.onClose} />
          <DefaultButton disabled={count === 0 || writers.length > 0} busy={running.active} onClick={apply}>
            {count === 1 ? 'Apply one file' : `Apply ${formatNumber(count)} files`}
          </DefaultButton>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {problem && (
          <AppErrorPanel
            title="The changes cannot be applied"
            error={{ ...problem, actions: [{ kind: 'retry', label: 'Look again' }] }}
            context={{ retry: lookAgain }}
          />
        )}
        {writers.length > 0 && (
          <Callout
            tone="warning"
            title={`${writers.join(' and ')} can write to this folder`}
            action={
              <Button size="sm" onClick={lookAgain}>
                Look again
              </Button>
            }
          >
            Pause or stop {writers.length === 1 ? 'it' : 'them'} first: nothing is applied while somebody else
            may change the folder.
          </Callout>
        )}
        {running.active ? (
          <RunningOperation operation={running.operation} />
        ) : plan ? (
          <Plan
            files={sortPlan(plan)}
            resolutions={resolutions}
            onResolve={(path, resolution) => setResolutions({ ...resolutions, [path]: resolution })}
            confirmed={confirmed}
            onConfirm={confirm}
          />
        ) : (
          !problem && <Progress label="Comparing with the host folder" />
        )}
      </div>
    </Dialog>
  );
}

function Plan(props: {
  files: ReturnType<typeof sortPlan>;
  resolutions: Readonly<Record<string, Resolution>>;
  onResolve: (path: string, resolution: Resolution) => void;
  confirmed: ReadonlySet<string>;
  onConfirm: (path: string, on: boolean) => void;
}) {
  const { conflicts, risky, refused, same, plain } = props.files;
  return (
    <>
      <p className="figures">
        {formatNumber(plain)} {plain === 1 ? 'file is' : 'files are'} ready
        {same > 0 && `, ${formatNumber(same)} already as the agent has ${same === 1 ? 'it' : 'them'}`}.
      </p>
      {risky.length > 0 && (
        <section aria-label="Risky changes" className="flex flex-col gap-2">
          <Callout tone="warning" title="Confirm risky changes one by one">
            These can run something, lead elsewhere or are very large. Those not ticked are left out.
          </Callout>
          {risky.slice(0, SHOWN_ROWS).map((file) => (
            <Checkbox
              key={file.path}
              label={visibleText(file.path)}
              checked={props.confirmed.has(file.path)}
              onCheckedChange={(on) => props.onConfirm(file.path, on)}
              description={file.risks
                .map(({ kind, detail }) => `${riskTitle[kind]}: ${visibleText(detail)}`)
                .join('. ')}
            />
          ))}
          <More rows={risky} />
        </section>
      )}
      {conflicts.length > 0 && (
        <section aria-label="Conflicts" className="flex flex-col gap-2">
          <Callout tone="danger" title="Changed on both sides">
            The host folder has its own changes in these files. Look at “Host’s change” beside the agent’s,
            then choose.
          </Callout>
          {conflicts.slice(0, SHOWN_ROWS).map((file) => (
            <Conflict
              key={file.path}
              file={file}
              resolution={props.resolutions[file.path] ?? 'skip'}
              onResolve={(resolution) => props.onResolve(file.path, resolution)}
            />
          ))}
          <More rows={conflicts} />
        </section>
      )}
      {refused.length > 0 && (
        <section aria-label="Left out" className="flex flex-col gap-1">
          <h3 className="font-medium">Left out</h3>
          <ul>
            {refused.slice(0, SHOWN_ROWS).map(({ path, reason }) => (
              <li key={path} className="text-sm">
                <span className="font-mono">{visibleText(path)}</span>{' '}
                <span className="text-muted">{reason}</span>
              </li>
            ))}
          </ul>
          <More rows={refused} />
        </section>
      )}
    </>
  );
}

function Conflict(props: {
  file: PlannedFile;
  resolution: Resolution;
  onResolve: (resolution: Resolution) => void;
}) {
  const { file } = props;
  const shown = visibleText(file.path);
  return (
    <div className="flex items-center gap-3">
      <div className="min-w-0 flex-1">
        <div className="truncate font-mono text-sm" title={shown}>
          {shown}
        </div>
        <div className="text-muted text-sm">{file.reason}</div>
      </div>
      <Select<Resolution>
        label={`What to do with ${shown}`}
        labelHidden
        className="w-56 shrink-0"
        value={props.resolution}
        onValueChange={props.onResolve}
        options={[
          { value: 'skip', label: 'Keep the host’s' },
          { value: 'overwrite', label: 'Take the agent’s' },
          ...(file.mergeable ? [{ value: 'merge' as const, label: 'Merge both' }] : []),
        ]}
      />
    </div>
  );
}

function More({ rows }: { rows: readonly unknown[] }) {
  if (rows.length <= SHOWN_ROWS) return null;
  return (
    <p className="text-muted text-sm">
      {formatNumber(rows.length - SHOWN_ROWS)} more are not shown and will be left out: apply fewer files at
      once.
    </p>
  );
}
