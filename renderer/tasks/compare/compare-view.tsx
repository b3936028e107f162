import { useCallback, useEffect, useRef, useState } from 'react';
import type { Attempt, Task } from '../../../electron/contract/task.ts';
import { type ListedFile, stepFile } from '../../changes/change-list.ts';
import type { DiffHandle } from '../../changes/diff/diff-lines.tsx';
import { pickAll, toSelection } from '../../changes/selection.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { IconButton } from '../../ui/buttons/icon-button.tsx';
import { IconArrowLeft, IconRefresh, IconTrash } from '../../ui/icons.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { DiscardDialog } from '../discard-dialog.tsx';
import { type ApplyPart, ApplyPicks } from './apply-picks.tsx';
import { AttemptChoice } from './attempt-choice.tsx';
import { AttemptTable } from './attempt-table.tsx';
import type { CompareAct } from './compare-keys.ts';
import {
  type ComparedAttempt,
  canApply,
  canPick,
  changedAttempt,
  whyNotApplied,
} from './compared-attempt.ts';
import { ComparedWork } from './compared-work.tsx';
import { COMPARED_MAX } from './comparison.ts';
import { PickBar } from './pick-bar.tsx';
import { noPicks, type Picks, pickOnly, selectionsOf, toggleAll, withoutAttempt } from './picks.ts';
import { useApplies } from './use-applies.ts';
import { useCompareKeys } from './use-compare-keys.ts';
import { useComparison } from './use-comparison.ts';

type OpenDialog =
  | { kind: 'apply'; parts: readonly ApplyPart[] }
  | { kind: 'discard'; attempts: readonly Attempt[] };

/** The attempts of a task side by side, to judge them, bring back the best of them, and discard the rest. */
export function CompareView(props: {
  task: Task;
  picks: Picks;
  onPicksChange: (change: (picks: Picks) => Picks) => void;
  onClose: () => void;
}) {
  const { task, picks, onPicksChange, onClose } = props;
  const comparison = useComparison(task, picks);
  const { attempts, current, focused, picked, conflicts } = comparison;
  const [dialog, setDialog] = useState<OpenDialog>();
  const root = useRef<HTMLDivElement>(null);
  const list = useRef<{ focus(): void }>(null);
  const diffs = useRef(new Set<DiffHandle>());
  const { applies, reload } = useApplies(task.attempts.map(({ agentId }) => agentId));
  const hasFiles = comparison.files.length > 0;
  useEffect(() => {
    if (hasFiles) list.current?.focus();
  }, [hasFiles]);
  const canPickAny = attempts.some(canPick);
  const onPick = useCallback(
    (attemptId: string, file: ListedFile) => onPicksChange((before) => pickOnly(before, attemptId, file)),
    [onPicksChange],
  );
  const onPickAll = (attemptId: string) => {
    const compared = attempts.find(({ attempt }) => attempt.id === attemptId);
    if (compared && canApply(compared))
      onPicksChange((before) => toggleAll(before, changedAttempt(compared)));
  };
  const act = (what: CompareAct) => {
    switch (what.kind) {
      case 'pick-file':
      case 'pick-all': {
        const compared = attempts[what.place];
        if (!compared) return;
        comparison.onFocus(compared.attempt.id);
        const change = current?.changes[what.place];
        if (what.kind === 'pick-all') onPickAll(compared.attempt.id);
        else if (canPickAny && change) onPick(compared.attempt.id, change);
        return;
      }
      case 'step-file': {
        const next = stepFile(comparison.rows, current?.path ?? null, what.direction);
        if (next !== null) comparison.onCurrent(next);
        return;
      }
      case 'step-hunk':
        for (const diff of diffs.current) diff.stepHunk(what.direction);
        return;
      case 'step-attempt': {
        const next = focused && attempts[attempts.indexOf(focused) + what.direction];
        if (next) comparison.onFocus(next.attempt.id);
        return;
      }
      case 'discard':
        if (focused) setDialog({ kind: 'discard', attempts: [focused.attempt] });
        return;
      case 'close':
        onClose();
        return;
      default:
        what satisfies never;
    }
  };
  useCompareKeys(root, act);
  const part = ({ attempt, name }: ComparedAttempt, selection: ApplyPart['selection']): ApplyPart => ({
    attemptId: attempt.id,
    agentId: attempt.agentId,
    name,
    selection,
  });
  const applyPicked = () => {
    const parts = selectionsOf(picked).flatMap(({ id, selection }) => {
      const compared = attempts.find(({ attempt }) => attempt.id === id);
      return compared ? [part(compared, selection)] : [];
    });
    setDialog({ kind: 'apply', parts });
  };
  // What was applied stays undoable only as long as its agent is there.
  const taken = new Set([
    ...picked.map(({ id }) => id),
    ...task.attempts
      .filter(({ agentId }) => applies.some((applied) => applied.agentId === agentId))
      .map(({ id }) => id),
  ]);
  const rest = task.attempts.filter(({ id }) => !taken.has(id));
  const [newest] = applies;
  const agentName = (agentId: string) =>
    attempts.find(({ attempt }) => attempt.agentId === agentId)?.name ??
    task.attempts.find((attempt) => attempt.agentId === agentId)?.agentName ??
    '';
  const paths = [...conflicts.keys()];
  return (
    <div ref={root} className="flex min-h-0 flex-1 flex-col">
      <header className="flex shrink-0 items-center gap-x-3 border-b px-4 pt-3 pb-2">
        <Button size="sm" variant="ghost" icon={IconArrowLeft} aria-keyshortcuts="Escape" onClick={onClose}>
          Task
          <Kbd keys="Esc" />
        </Button>
        <h1 className="min-w-0 flex-1 truncate font-semibold text-xl" title={task.title}>
          Compare attempts <span className="font-normal text-muted">{task.title}</span>
        </h1>
        <Button
          icon={IconTrash}
          disabled={taken.size === 0 || rest.length === 0}
          title="Discards the attempts from which nothing is applied or picked."
          onClick={() => setDialog({ kind: 'discard', attempts: rest })}
        >
          Discard the rest…
        </Button>
        <IconButton label="Read the changes again" icon={IconRefresh} onClick={comparison.refresh} />
      </header>
      {comparison.begun.length > COMPARED_MAX && (
        <AttemptChoice begun={comparison.begun} attempts={attempts} onChoose={comparison.onChoose} />
      )}
      {focused && (
        <AttemptTable
          attempts={attempts}
          focusedId={focused.attempt.id}
          isPicking={picked.length > 0}
          appliedAgentIds={new Set(applies.map(({ agentId }) => agentId))}
          onFocus={comparison.onFocus}
          onTake={(compared) =>
            setDialog({
              kind: 'apply',
              parts: [part(compared, toSelection(pickAll(compared.picture.files)))],
            })
          }
          onDiscard={({ attempt }) => setDialog({ kind: 'discard', attempts: [attempt] })}
          onRetry={comparison.refresh}
        />
      )}
      <ComparedWork
        comparison={comparison}
        picks={picks}
        onPick={canPickAny ? onPick : undefined}
        onPickAll={onPickAll}
        list={list}
        diffs={diffs.current}
      />
      <PickBar
        counts={picked.map(({ id, files }) => ({ name: comparison.nameOf(id), files: files.size }))}
        total={new Set(picked.flatMap(({ files }) => [...files.keys()])).size}
        conflicts={conflicts.size}
        whyNot={canPickAny ? undefined : attempts.flatMap((compared) => whyNotApplied(compared) ?? [])[0]}
        onShowConflict={() => {
          const next = paths[(paths.indexOf(current?.path ?? '') + 1) % paths.length];
          if (next !== undefined) comparison.onCurrent(next);
        }}
        onClear={() => onPicksChange(() => noPicks)}
        onApply={applyPicked}
        applied={newest && { ...newest, name: agentName(newest.agentId) }}
        onUndone={reload}
        attempts={attempts.length}
      />
      {dialog?.kind === 'apply' && (
        <ApplyPicks
          parts={dialog.parts}
          onApplied={(attemptId) => {
            onPicksChange((before) => withoutAttempt(before, attemptId));
            reload();
          }}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog?.kind === 'discard' && (
        <DiscardDialog task={task} attempts={dialog.attempts} onClose={() => setDialog(undefined)} />
      )}
    </div>
  );
}
