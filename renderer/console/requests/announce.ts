import { printable } from '../../../electron/lib/printable.ts';
import { callShell } from '../../ipc/shell.ts';
import { useStore } from '../../store/store.ts';
import { showToast } from '../../ui/overlays/toasts.tsx';
import type { NotificationRequest } from './notification-request.ts';

/** A program can notify as fast as it likes. */
const PAUSE_MS = 10_000;

/** When the next notification of an agent may be shown, by `performance.now()`. */
const nextByAgent = new Map<string, number>();

/**
 * Shows a program's notification: on the desktop while the window is not in front, in the window while the console is
 * not in sight. Shows nothing to a person who looks at the console.
 */
export function announceFromConsole(agentId: string, request: NotificationRequest, inSight: boolean): void {
  const inFront = document.hasFocus();
  const now = performance.now();
  if ((inFront && inSight) || now < (nextByAgent.get(agentId) ?? 0)) return;
  nextByAgent.set(agentId, now + PAUSE_MS);
  const name = useStore.getState().agentsById[agentId]?.name ?? 'An agent';
  const text = printable([request.title, request.body].filter((part) => part !== '').join(': '));
  if (inFront) showToast({ tone: 'neutral', title: name, description: text });
  else callShell('notification.show', { title: name, body: text, agentId }).catch(reportError);
}
