import type { ShellInput } from '../../../electron/contract/shell.ts';

/** Shows a notification while the page is not in front. Resolves to whether it was shown. */
export async function showNotification(
  { title, body, agentId, taskId }: ShellInput<'notification.show'>,
  onClick: () => void,
): Promise<boolean> {
  if (typeof Notification === 'undefined' || document.hasFocus()) return false;
  if (Notification.permission === 'default') askAtNextClick();
  if (Notification.permission !== 'granted') return false;
  // One tag an agent or task, so that a newer notification replaces its older one.
  const notification = new Notification(title, { body, tag: taskId ?? agentId ?? '' });
  notification.addEventListener('click', () => {
    window.focus();
    onClick();
  });
  return true;
}

let asks = false;

/** Browsers show the question only after a click, so it comes when the person is back. */
function askAtNextClick(): void {
  if (asks) return;
  asks = true;
  window.addEventListener('pointerup', () => void Notification.requestPermission(), { once: true });
}
