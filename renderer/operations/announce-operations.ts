import type { Operation } from '../../electron/contract/operation.ts';
import { errorSteps } from '../errors/error-steps.ts';
import { selectAgent } from '../store/actions.ts';
import { useStore } from '../store/store.ts';
import { showToast } from '../ui/overlays/toasts.tsx';
import { isActive } from './operation-view.ts';

/** Shows a toast when an operation ends, in any view. Returns the function that stops it. */
export function announceOperations(): () => void {
  return useStore.subscribe((state, previous) => {
    if (state.operations === previous.operations) return;
    for (const operation of Object.values(state.operations)) {
      const before = previous.operations[operation.id];
      if (before && isActive(before) && !isActive(operation)) announce(operation);
    }
  });
}

function announce(operation: Operation): void {
  const { title, status, error, agentId, kind } = operation;
  const { selectedAgentId, dialog, tab } = useStore.getState();
  // What was only prepared is made again when it is wanted, and the failure is shown then.
  if (kind === 'prepare-image') return;
  // The dialog that creates shows its own steps and failure.
  if (kind === 'create' && dialog?.kind === 'new-agent') return;
  // So does the dialog of a sign-in, whose sandbox is nothing to go to.
  if (kind === 'sign-in') return;
  // The dialogs of the Changes tab do the same.
  const ofChanges = kind === 'apply' || kind === 'undo-apply' || kind === 'branch';
  if (ofChanges && agentId === selectedAgentId && tab === 'changes') return;
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
