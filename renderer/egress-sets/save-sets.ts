import type { EgressSet } from '../../electron/contract/egress-sets.ts';
import { saveSettings } from '../store/actions.ts';
import { useStore } from '../store/store.ts';

/** Keeps the person's own sets; agents that use them follow at once. Rejects with an `AppFailure`; nothing changes then. */
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
