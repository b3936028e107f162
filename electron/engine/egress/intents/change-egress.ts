import type { Agent } from '../../../contract/agent.ts';
import type { AgentEgress } from '../../../contract/agent-spec.ts';
import type { EgressIntent } from '../../../contract/egress-intent.ts';
import type { EgressState } from '../../../contract/isolation.ts';
import type { EgressService } from '../egress-service.ts';
import { withRun } from '../session-rules.ts';
import { applyIntents } from './apply-intent.ts';
import { undoOf } from './undo.ts';

/** Switches an agent to Off. */
const SWITCHES: ReadonlySet<EgressIntent['type']> = new Set(['set-mode', 'stop-learning', 'replace']);

/**
 * Applies a person's intents to the agent's present egress. An Off goes ahead of everything else. Resolves to the state
 * and to the intents that undo the change of the lists.
 */
export async function changeEgress(
  egress: Pick<EgressService, 'list' | 'update'>,
  agent: Pick<Agent, 'id' | 'status' | 'startedAt'>,
  intents: readonly EgressIntent[],
  now: number,
): Promise<{ state: EgressState; undo: EgressIntent[] }> {
  let undo: EgressIntent[] = [];
  const change = (wanted: AgentEgress) => {
    const next = withRun(applyIntents(wanted, intents, now), agent);
    undo = undoOf(wanted, next);
    return next;
  };
  const current = egress.list()[agent.id]?.wanted;
  const cutsOff =
    current !== undefined &&
    intents.some(({ type }) => SWITCHES.has(type)) &&
    applyIntents(current, intents, now).mode === 'off';
  const state = await egress.update(agent.id, change, { cutsOff });
  return { state, undo };
}
