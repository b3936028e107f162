import type { Activity } from '../../electron/contract/activity.ts';
import { NOTIFICATION_BODY_LENGTH } from '../../electron/contract/notification-length.ts';
import { callShell } from '../ipc/shell.ts';
import { useStore } from '../store/store.ts';

/** Kinds that do not justify a notification. */
const QUIET: readonly Activity['kind'][] = ['started', 'removed'];

/** Shows activity as desktop notifications, unless the window is in front. Returns the function that stops it. */
export function announceActivity(): () => void {
  let announcedId = useStore.getState().activity.at(-1)?.id ?? -1;
  return useStore.subscribe(({ activity }, previous) => {
    if (activity === previous.activity) return;
    const fresh = activity.filter(({ id }) => id > announcedId);
    announcedId = activity.at(-1)?.id ?? announcedId;
    if (document.hasFocus()) return;
    for (const entry of fresh.filter(({ kind }) => !QUIET.includes(kind))) announce(entry);
  });
}

function announce({ agentId, agentName, text }: Activity): void {
  callShell('notification.show', {
    title: agentName,
    body: text.slice(0, NOTIFICATION_BODY_LENGTH),
    agentId,
  }).catch(reportError);
}
