import type { EgressMode } from '../../electron/contract/egress-mode.ts';
import { egressModeOf } from '../store/slices/egress-slice.ts';
import type { AppState } from '../store/store.ts';

export type EgressCounts = Record<EgressMode | 'starting', number> & {
  /** Running agents whose gateway does not enforce their egress: nothing leaves them, except for those in `leaking`. */
  notInForce: number;
  /** Those of them from which traffic that was allowed before may still leave. */
  leaking: number;
};

/** How the running agents may reach the internet. */
export function egressCounts(state: Pick<AppState, 'agentsById' | 'egressById'>): EgressCounts {
  const counts: EgressCounts = { starting: 0, off: 0, allowlist: 0, full: 0, notInForce: 0, leaking: 0 };
  for (const { id, status } of Object.values(state.agentsById)) {
    if (status !== 'running') continue;
    const mode = egressModeOf(state, id);
    if (mode) counts[mode] += 1;
    if (state.egressById[id]?.inForce === false) counts.notInForce += 1;
    if (state.egressById[id]?.leaks) counts.leaking += 1;
  }
  return counts;
}
