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

/** Where learning begins, by the newest decision and not by a clock: the gateway's may differ, and both may be set. */
function marked(before: AgentEgress, next: AgentEgress, newestFlow: string | undefined): AgentEgress {
  if (!next.learning || next.learning === before.learning || newestFlow === undefined) return next;
  return { ...next, learning: { ...next.learning, afterFlow: newestFlow } };
}

/**
 * Applies a person's intents to the agent's present egress. An Off goes ahead of everything else. Resolves to the state
 * and to the intents that undo the change of the lists.
 */
export async function changeEgress(
  egress: Pick<EgressService, 'list' | 'update'>,
  agent: Pick<Agent, 'id' | 'status' | 'startedAt'>,
  intents: readonly EgressIntent[],
  /** The time, and the flow of the agent's newest decision. */
  at: { now: number; newestFlow?: string | undefined },
): Promise<{ state: EgressState; undo: EgressIntent[] }> {
  let undo: EgressIntent[] = [];
  const change = (wanted: AgentEgress) => {
    const next = withRun(marked(wanted, applyIntents(wanted, intents, at.now), at.newestFlow), agent);
    undo = undoOf(wanted, next);
    return next;
  };
  const current = egress.list()[agent.id]?.wanted;
  const cutsOff =
    current !== undefined &&
    intents.some(({ type }) => SWITCHES.has(type)) &&
    applyIntents(current, intents, at.now).mode === 'off';
  const state = await egress.update(agent.id, change, { cutsOff });
  return { state, undo };
}
