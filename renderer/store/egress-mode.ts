import type { EgressMode } from '../../electron/contract/egress-mode.ts';
import type { AppState } from './store.ts';

/** The agent's egress as the gateway has it; until it has answered, as the spec asks for it. */
export function egressModeOf(
  state: Pick<AppState, 'agentsById' | 'egressById'>,
  agentId: string,
): EgressMode | undefined {
  return state.egressById[agentId]?.wanted.mode ?? state.agentsById[agentId]?.spec?.egress.mode;
}
