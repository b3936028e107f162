import type { AskCard } from '../../electron/contract/asks.ts';
import { NOTIFICATION_BODY_LENGTH } from '../../electron/contract/notification-length.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { callShell } from '../ipc/shell.ts';
import { useStore } from '../store/store.ts';
import { whyOf, wishOf } from './ask-labels.ts';
import { NotificationLimit } from './notification-limit.ts';

/** Reports new blocked requests on the desktop, unless the window is in front. Returns what stops it. */
export function announceAsks(): () => void {
  const limit = new NotificationLimit(systemClock, announce);
  const stop = useStore.subscribe((state, previous) => {
    if (state.asksById === previous.asksById || document.hasFocus()) return;
    for (const [agentId, { cards }] of Object.entries(state.asksById)) {
      const known = new Set(previous.asksById[agentId]?.cards.map(({ id }) => id));
      limit.add(
        agentId,
        cards.filter(({ id }) => !known.has(id)),
      );
    }
  });
  return () => {
    stop();
    limit.dispose();
  };
}

function announce({ agentId, id }: AskCard, others: number): void {
  // While the limit held it, the person may have come back or answered, and a wait may have ended.
  const { agentsById, asksById } = useStore.getState();
  const card = asksById[agentId]?.cards.find((each) => each.id === id);
  const name = agentsById[agentId]?.name;
  // Nobody answers for the sandbox of a sign-in.
  if (document.hasFocus() || !card || name === undefined) return;
  const more = others === 0 ? '' : ` And ${others} more.`;
  callShell('notification.show', {
    title: `${name}: a request was blocked`,
    body: `${wishOf(card)}. ${whyOf(card)}${more}`.slice(0, NOTIFICATION_BODY_LENGTH),
    agentId,
  }).catch(reportError);
}
