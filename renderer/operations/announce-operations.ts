import type { Operation } from '../../electron/contract/operation.ts';
import type { Task } from '../../electron/contract/task.ts';
import { errorSteps } from '../errors/error-steps.ts';
import { selectAgent, showTasks } from '../store/actions.ts';
import { useStore } from '../store/store.ts';
import { showToast } from '../ui/overlays/toasts.tsx';
import { isActive } from './operation-view.ts';
import { creationNews, taskOfCreation } from './task-creation.ts';

/** Shows a toast when an operation ends, in any view. Returns the function that stops it. */
export function announceOperations(): () => void {
  const told = new Set<string>();
  return useStore.subscribe((state, previous) => {
    if (state.operations === previous.operations) return;
    for (const operation of Object.values(state.operations)) {
      const before = previous.operations[operation.id];
      if (before && isActive(before) && !isActive(operation)) announce(operation, told);
    }
  });
}

/** `told`: the creations for tasks that were announced. */
function announce(operation: Operation, told: Set<string>): void {
  const { title, status, error, agentId, kind } = operation;
  const { selectedAgentId, dialog, tab } = useStore.getState();
  // What was only prepared is made again when it is wanted, and the failure is shown then.
  if (kind === 'prepare-image') return;
  // The dialog that creates shows its own steps and failure.
  if (kind === 'create' && dialog?.kind === 'new-agent') return;
  // So does the dialog of a sign-in, whose sandbox is nothing to go to.
  if (kind === 'sign-in') return;
  // The dialogs of the Changes tab do the same.
  const ofChanges = kind === 'apply' || kind === 'undo-apply' || kind === 'branch' || kind === 'pull-request';
  if (ofChanges && agentId === selectedAgentId && tab === 'changes') return;
  const task = taskOfCreation(operation, useStore.getState().tasks);
  if (task) {
    announceCreation(task, told);
    return;
  }
  if (status === 'failed') {
    showToast({
      tone: 'danger',
      title: `Failed: ${title}`,
      description: error?.message,
      action: error && errorSteps(error, { agentId })[0],
    });
  } else if (status === 'done' && kind !== 'remove' && agentId !== selectedAgentId) {
    showToast({
      tone: 'success',
      title: `Done: ${title}`,
      action: agentId === undefined ? undefined : { label: 'Show', onSelect: () => selectAgent(agentId) },
    });
  }
}

/** One toast for all agents of a task. The board, the list and the task itself show that they are there. */
function announceCreation(task: Task, told: Set<string>): void {
  const { operations, selectedAgentId, overview } = useStore.getState();
  const news = creationNews(task, Object.values(operations), told);
  if (!news) return;
  for (const id of news.ids) told.add(id);
  const [failed] = news.failed;
  if (failed) {
    showToast({
      tone: 'danger',
      title: news.title,
      description: failed.error?.message,
      action: failed.error && errorSteps(failed.error, { agentId: failed.agentId })[0],
    });
    return;
  }
  if (overview === 'tasks' && selectedAgentId === null) return;
  showToast({
    tone: 'success',
    title: news.title,
    action: { label: 'Show', onSelect: () => showTasks(task.id) },
  });
}
