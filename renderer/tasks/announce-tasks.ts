import { NOTIFICATION_BODY_LENGTH } from '../../electron/contract/notification-length.ts';
import { callShell } from '../ipc/shell.ts';
import { useStore } from '../store/store.ts';
import { endingsBetween, type TaskEnding } from './task-endings.ts';

/** Reports ends of attempts on the desktop, unless the window is in front. Returns what stops it. */
export function announceTasks(): () => void {
  return useStore.subscribe(({ tasks }, previous) => {
    if (tasks === previous.tasks || !tasks || !previous.tasks || document.hasFocus()) return;
    for (const ending of endingsBetween(previous.tasks, tasks)) announce(ending);
  });
}

function announce({ taskId, title, body }: TaskEnding): void {
  callShell('notification.show', {
    title: title.slice(0, 200),
    body: body.slice(0, NOTIFICATION_BODY_LENGTH),
    taskId,
  }).catch(reportError);
}
