import type { Approval } from '../../electron/contract/approvals.ts';
import { NOTIFICATION_BODY_LENGTH } from '../../electron/contract/notification-length.ts';
import { callShell } from '../ipc/shell.ts';
import { useStore } from '../store/store.ts';
import { reasonInWords, wishOf } from './approval-labels.ts';

/** Reports new requests of programs on the desktop, unless the window is in front. Returns what stops it. */
export function announceApprovals(): () => void {
  return useStore.subscribe(({ approvals }, previous) => {
    if (approvals === previous.approvals || document.hasFocus()) return;
    const known = new Set(previous.approvals.map(({ id }) => id));
    for (const approval of approvals.filter(({ id }) => !known.has(id))) announce(approval);
  });
}

function announce(approval: Approval): void {
  callShell('notification.show', {
    title: wishOf(approval).slice(0, 200),
    body: approval.reasons.map(reasonInWords).join('\n').slice(0, NOTIFICATION_BODY_LENGTH),
    agentId: approval.agentId ?? null,
  }).catch(reportError);
}
