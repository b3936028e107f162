import type { AskCard } from '../../electron/contract/asks.ts';
import { callShell } from '../ipc/shell.ts';
import { useStore } from '../store/store.ts';
import { whyOf, wishOf } from './ask-labels.ts';

/** Reports new blocked requests on the desktop, unless the window is in front. Returns what stops it. */
export function announceAsks(): () => void {
  return useStore.subscribe((state, previous) => {
    if (state.asksById === previous.asksById || document.hasFocus()) return;
    for (const [agentId, { cards }] of Object.entries(state.asksById)) {
      const known = new Set(previous.asksById[agentId]?.cards.map(({ id }) => id));
      const [card, ...others] = cards.filter(({ id }) => !known.has(id));
      if (card) announce(agentId, card, others.length);
    }
  });
}

function announce(agentId: string, card: AskCard, others: number): void {
  const name = useStore.getState().agentsById[agentId]?.name ?? 'An agent';
  const more = others === 0 ? '' : ` And ${others} more.`;
  callShell('notification.show', {
    title: `${name}: a request was blocked`,
    body: `${wishOf(card)}. ${whyOf(card)}${more}`.slice(0, 500),
    agentId,
  }).catch(reportError);
}
