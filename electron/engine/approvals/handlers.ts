import type { CallHandlers, StreamHandlers } from '../rpc/handlers.ts';
import type { Approvals } from './approvals.ts';

export function createApprovalHandlers(
  approvals: Approvals,
): Pick<CallHandlers, 'approvals.list' | 'approvals.request' | 'approvals.answer'> {
  return {
    'approvals.list': () => approvals.list(),
    'approvals.request': async (request, signal) => {
      await approvals.request(request, signal);
      return {};
    },
    'approvals.answer': ({ approvalId, allow }) => {
      approvals.answer(approvalId, allow);
      return {};
    },
  };
}

export function watchApprovals(approvals: Approvals): StreamHandlers['approvals.watch'] {
  return async (_, { signal, push }) => {
    const removeWatcher = approvals.addWatcher();
    const unsubscribe = approvals.changed.on(() => push(approvals.list()));
    try {
      push(approvals.list());
      if (!signal.aborted)
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return {};
    } finally {
      unsubscribe();
      removeWatcher();
    }
  };
}
