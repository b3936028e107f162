import type { EgressSet } from '../../electron/contract/egress-sets.ts';
import { saveSettings } from '../store/actions.ts';
import { useStore } from '../store/store.ts';

/** Saves the person's own sets, at once in force for agents that use them. Rejects with an `AppFailure` and no change. */
export async function saveSets(egressSets: EgressSet[]): Promise<void> {
  await saveSettings({ preferences: { egressSets } });
}

/** Names of the agents that use a set. */
export function usersOfSet(id: string): string[] {
  const { egressById, agentsById } = useStore.getState();
  return Object.entries(egressById).flatMap(([agentId, { wanted }]) =>
    wanted.sets.includes(id) ? [agentsById[agentId]?.name ?? agentId] : [],
  );
}
