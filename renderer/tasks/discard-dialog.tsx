import { useState } from 'react';
import type { Attempt, Task } from '../../electron/contract/task.ts';
import { listed } from '../../electron/lib/listed.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { showTasks } from '../store/actions.ts';
import { useStore } from '../store/store.ts';
import { ConfirmDialog } from '../ui/overlays/confirm-dialog.tsx';
import { isOpen } from './attempt-labels.ts';

/** Asks before attempts go with their agents, or a whole task; says what is lost. */
export function DiscardDialog({
  task,
  attempts,
  onClose,
}: {
  task: Task;
  /** Undefined: the whole task. */
  attempts: readonly Attempt[] | undefined;
  onClose: () => void;
}) {
  const [isBusy, setBusy] = useState(false);
  const agentsById = useStore((state) => state.agentsById);
  const named = (those: readonly Attempt[]) =>
    those.flatMap(({ agentId }) => agentsById[agentId]?.name ?? []);
  const going = attempts ?? task.attempts;
  const what = attempts === undefined ? 'task' : attempts.length === 1 ? 'attempt' : 'attempts';
  const discard = async () => {
    setBusy(true);
    try {
      const taskId = task.id;
      if (attempts === undefined) {
        await callEngine('task.discard', { taskId });
        showTasks();
      } else
        await Promise.all(attempts.map(({ id }) => callEngine('task.discard', { taskId, attemptId: id })));
    } catch (thrown) {
      showFailure(`The ${what} could not be discarded`, thrown);
    }
    onClose();
  };
  return (
    <ConfirmDialog
      open
      danger
      busy={isBusy}
      title={`Discard ${what}`}
      confirmLabel={`Discard ${what}`}
      onOpenChange={(open) => !open && !isBusy && onClose()}
      onConfirm={() => void discard()}
      description={
        <p>
          {lossOf(named(going))} {openWords(named(going.filter(isOpen)))}
          {attempts === undefined && 'The prompt is deleted too. '}This cannot be undone. What you applied
          stays in your project.
        </p>
      }
    />
  );
}

/** What still works would be cut off, which a person may not expect of what is left over. */
function openWords(names: readonly string[]): string {
  if (names.length === 0) return '';
  return `${listed(names)} ${names.length === 1 ? 'is' : 'are'} not done yet. `;
}

function lossOf(names: readonly string[]): string {
  if (names.length === 0) return 'No agent is left.';
  const [agents, have] = names.length === 1 ? ['agent', 'its copy'] : ['agents', 'their copies'];
  return `The ${agents} ${listed(names)} will be removed, with ${have} of the project and all transcripts.`;
}
