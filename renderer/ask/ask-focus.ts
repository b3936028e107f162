import { create } from 'zustand';
import { selectAgent } from '../store/actions.ts';
import { type AppState, useStore } from '../store/store.ts';

/** Whether several cards are shown in full, and not in one line. */
export const useUnfolded = create<{ unfolded: boolean }>(() => ({ unfolded: false }));

/** The id of the list of cards. */
export const ASK_LIST_ID = 'blocked-requests';

/** Agents with cards, the one shown first. */
export function agentsThatAsk({ asksById, agentsById, selectedAgentId }: AppState): string[] {
  const asking = Object.values(asksById).filter(
    ({ agentId, cards }) => cards.length > 0 && agentsById[agentId] !== undefined,
  );
  return asking.map(({ agentId }) => agentId).sort((a) => (a === selectedAgentId ? -1 : 0));
}

/** Puts the focus on the first blocked request, of another agent if the one shown has none. */
export function focusAsks(): void {
  const [agentId] = agentsThatAsk(useStore.getState());
  if (agentId === undefined) return;
  if (agentId !== useStore.getState().selectedAgentId) selectAgent(agentId);
  useUnfolded.setState({ unfolded: true });
  // After React has drawn the cards.
  requestAnimationFrame(() => focusFirstCard());
}

/** False when there is none. */
export function focusFirstCard(): boolean {
  const button = document.getElementById(ASK_LIST_ID)?.querySelector<HTMLElement>('button:not(:disabled)');
  button?.focus();
  return button !== null && button !== undefined;
}
