import type { Clock } from '../../lib/clock.ts';
import { Approvals } from './approvals.ts';
import { createApprovalHandlers, watchApprovals } from './handlers.ts';

/** Asks a person about what programs may not do by themselves. */
export function createApprovals({ clock }: { clock: Clock }) {
  const approvals = new Approvals({ clock });
  return {
    calls: createApprovalHandlers(approvals),
    streams: { 'approvals.watch': watchApprovals(approvals) },
    dispose: () => approvals.dispose(),
  };
}
