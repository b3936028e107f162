import { useState } from 'react';
import type { Attempt, Task } from '../../electron/contract/task.ts';
import { listed } from '../../electron/lib/listed.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { showTasks } from '../store/actions.ts';
import { useStore } from '../store/store.ts';
import { ConfirmDialog } from '../ui/overlays/confirm-dialog.tsx';

/** Asks before an attempt goes with its agent, or a whole task; says what is lost. */
export function DiscardDialog({
  task,
  attempt,
  onClose,
}: {
  task: Task;
  /** Undefined: the whole task. */
  attempt: Attempt | undefined;
  onClose: () => void;
}) {
  const [isBusy, setBusy] = useState(false);
  const agentsById = useStore((state) => state.agentsById);
  const names = (attempt ? [attempt] : task.attempts).flatMap(
    ({ agentId }) => agentsById[agentId]?.name ?? [],
  );
  const discard = async () => {
    setBusy(true);
    try {
      await callEngine('task.discard', {
        taskId: task.id,
        ...(attempt === undefined ? {} : { attemptId: attempt.id }),
      });
      if (attempt === undefined) showTasks();
    } catch (thrown) {
      showFailure(attempt ? 'The attempt could not be discarded' : 'The task could not be discarded', thrown);
    }
    onClose();
  };
  return (
    <ConfirmDialog
      open
      danger
      busy={isBusy}
      title={attempt ? 'Discard attempt' : 'Discard task'}
      confirmLabel={attempt ? 'Discard attempt' : 'Discard task'}
      onOpenChange={(open) => !open && !isBusy && onClose()}
      onConfirm={() => void discard()}
      description={
        <p>
          {lossOf(names)} {attempt === undefined && 'The prompt is deleted too.'} This cannot be undone. What
          you applied stays in your project.
        </p>
      }
    />
  );
}

function lossOf(names: readonly string[]): string {
  if (names.length === 0) return 'No agent is left.';
  const [agents, have] = names.length === 1 ? ['agent', 'its copy'] : ['agents', 'their copies'];
  return `The ${agents} ${listed(names)} will be removed, with ${have} of the project and all transcripts.`;
}
