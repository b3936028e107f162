import type { EgressSet } from '../../electron/contract/egress-sets.ts';
import { callShell } from '../ipc/shell.ts';
import { useStore } from '../store/store.ts';

/** Keeps the person's own sets; agents that use them follow at once. Rejects with an `AppFailure`; nothing changes then. */
export async function saveSets(egressSets: EgressSet[]): Promise<void> {
  const settings = await callShell('settings.update', { preferences: { egressSets } });
  useStore.setState({ settings });
}

/** Names of the agents that use a set. */
export function usersOfSet(id: string): string[] {
  const { egressById, agentsById } = useStore.getState();
  return Object.entries(egressById).flatMap(([agentId, { wanted }]) =>
    wanted.sets.includes(id) ? [agentsById[agentId]?.name ?? agentId] : [],
  );
}
