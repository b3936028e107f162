import type { Operation } from '../../electron/contract/operation.ts';
import { errorSteps } from '../errors/error-steps.ts';
import { selectAgent } from '../store/actions.ts';
import { useStore } from '../store/store.ts';
import { showToast } from '../ui/toasts.tsx';
import { isActive } from './operation-view.ts';

/** Says in a toast how long work ended, wherever the person is by then. Returns what stops it. */
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
  const { title, status, error, agentId } = operation;
  if (status === 'failed') {
    showToast({
      tone: 'danger',
      title: `Failed: ${title}`,
      description: error?.message,
      action: error && errorSteps(error, { agentId })[0],
    });
  } else if (status === 'done' && operation.kind !== 'remove') {
    const elsewhere = agentId !== undefined && useStore.getState().selectedAgentId !== agentId;
    showToast({
      tone: 'success',
      title: `Done: ${title}`,
      ...(elsewhere ? { action: { label: 'Show', onSelect: () => selectAgent(agentId) } } : {}),
    });
  }
}
