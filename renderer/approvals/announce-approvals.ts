import { callShell } from '../ipc/shell.ts';
import { useStore } from '../store/store.ts';
import { reasonInWords, wishOf } from './approval-labels.ts';

/** Reports new requests of programs on the desktop, unless the window is in front. Returns what stops it. */
export function announceApprovals(): () => void {
  return useStore.subscribe(({ approvals }, previous) => {
    if (approvals === previous.approvals || document.hasFocus()) return;
    const known = new Set(previous.approvals.map(({ id }) => id));
    const newest = approvals.findLast(({ id }) => !known.has(id));
    if (!newest) return;
    callShell('notification.show', {
      title: wishOf(newest).slice(0, 200),
      body: newest.reasons.map(reasonInWords).join('\n').slice(0, 500),
      agentId: newest.agentId ?? null,
    }).catch(reportError);
  });
}
