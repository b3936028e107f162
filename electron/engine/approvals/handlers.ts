import type { CallHandlers, StreamHandlers } from '../rpc/handlers.ts';
import type { Approvals } from './approvals.ts';
import { watchList } from './watch-list.ts';

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
  return (_, sink) => watchList(approvals, sink);
}
