import { useState } from 'react';
import type { Applied, UndoPlan } from '../../../electron/contract/apply.ts';
import { AppFailure } from '../../../electron/contract/error.ts';
import { showFailure } from '../../errors/error-steps.ts';
import { formatNumber } from '../../format/number.ts';
import { formatAgo } from '../../format/time.ts';
import { callEngine } from '../../ipc/engine-host.ts';
import { operationEnd } from '../../operations/operation-end.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { IconArrowBackUp } from '../../ui/icons.ts';
import { ConfirmDialog } from '../../ui/overlays/confirm-dialog.tsx';
import { visibleText } from '../visible-text.ts';

const PATHS_SHOWN = 20;

/** Undoes the newest apply. Asks first when its files were changed since, and once more when they change meanwhile. */
export function UndoButton({ applied, onUndone }: { applied: Applied; onUndone: () => void }) {
  const [busy, setBusy] = useState(false);
  const [question, setQuestion] = useState<UndoPlan & { again: boolean }>();
  const { agentId, applyId } = applied;
  const undo = async (seen?: string) => {
    setQuestion(undefined);
    setBusy(true);
    try {
      const { operationId } = await callEngine('changes.undo', { agentId, applyId, seen });
      const ended = await operationEnd(operationId);
      if (ended?.error) {
        // Part of it may be undone, in which case the plan is about what was left.
        const plan = await planAfter(ended.error.type, { agentId, applyId });
        if (!plan) throw new AppFailure(ended.error);
        setQuestion({ ...plan, again: seen !== undefined });
      }
      onUndone();
    } catch (thrown) {
      showFailure('The apply could not be undone', thrown);
    } finally {
      setBusy(false);
    }
  };
  const files = applied.files === 1 ? 'one file' : `${formatNumber(applied.files)} files`;
  return (
    <>
      <span className="text-muted text-sm">
        {applied.state === 'interrupted'
          ? `Left as you changed ${applied.files === 1 ? 'it' : 'them'} after an apply was cut off: ${files}`
          : `Applied ${files} ${formatAgo(applied.at, Date.now())}`}
      </span>
      <Button size="sm" icon={IconArrowBackUp} busy={busy} onClick={() => void undo()}>
        Undo apply
      </Button>
      <ConfirmDialog
        open={question !== undefined}
        onOpenChange={(open) => {
          if (!open) setQuestion(undefined);
        }}
        title="Undo and lose later changes"
        description={
          <>
            {question?.again && 'It changed since you looked. '}
            {changedWords(question?.changed ?? [])} Undoing puts {files} back as before the apply; what was
            written there since is lost.
          </>
        }
        confirmLabel="Undo all the same"
        danger
        onConfirm={() => void undo(question?.stamp)}
      />
    </>
  );
}

/** The question after an undo was refused; undefined when there is none to ask. */
async function planAfter(
  type: string,
  apply: { agentId: string; applyId: string },
): Promise<UndoPlan | undefined> {
  if (type !== 'conflict') return undefined;
  const plan = await callEngine('changes.undo-plan', apply);
  return plan.changed.length > 0 ? plan : undefined;
}

function changedWords(changed: readonly string[]): string {
  const named = changed.slice(0, PATHS_SHOWN).map((path) => `“${visibleText(path)}”`);
  const more = changed.length - named.length;
  const list = [...named, ...(more > 0 ? [`${formatNumber(more)} more`] : [])].join(', ');
  return `Changed in the host folder since the apply: ${list}.`;
}
