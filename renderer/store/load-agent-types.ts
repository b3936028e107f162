import type { CallOutput } from '../../electron/contract/registry.ts';
import { useStore } from './store.ts';

/** Puts what the engine host says of the types into the store. */
export function showAgentTypes({ types, ownFolder }: CallOutput<'agent-type.list'>): void {
  useStore.setState({ agentTypes: types, ownTypesFolder: ownFolder });
}
