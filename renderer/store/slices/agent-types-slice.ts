import type { ListedAgentType } from '../../../electron/contract/agent-type.ts';
import { BASIC_TYPES } from '../../../electron/contract/basic-types.ts';
import type { CallOutput } from '../../../electron/contract/registry.ts';
import { loadAll, type SetSlice, type SliceClient, type SliceStore } from './slice.ts';

export interface AgentTypesSlice {
  /** All agent types, with the broken ones. Before the engine host has answered: the types that build no image. */
  agentTypes: readonly ListedAgentType[];
  ownTypesFolder: string;
  setAgentTypes(listed: CallOutput<'agent-type.list'>): void;
}

export const createAgentTypesSlice = (set: SetSlice<AgentTypesSlice>): AgentTypesSlice => ({
  agentTypes: Object.values(BASIC_TYPES),
  ownTypesFolder: '',
  setAgentTypes: ({ types, ownFolder }) => set(() => ({ agentTypes: types, ownTypesFolder: ownFolder })),
});

export const selectAgentTypes = ({ agentTypes }: AgentTypesSlice): readonly ListedAgentType[] => agentTypes;
export const selectOwnTypesFolder = ({ ownTypesFolder }: AgentTypesSlice): string => ownTypesFolder;

export async function loadAgentTypes(client: SliceClient, store: SliceStore<AgentTypesSlice>): Promise<void> {
  store.getState().setAgentTypes(await client.call('agent-type.list', {}));
}

export function followAgentTypes(client: SliceClient, store: SliceStore<AgentTypesSlice>): () => void {
  return client.on('agent-types.changed', () => loadAll([() => loadAgentTypes(client, store)]));
}
