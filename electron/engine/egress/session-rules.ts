import type { Agent } from '../../contract/agent.ts';
import type { AgentEgress } from '../../contract/agent-spec.ts';
import type { Logger } from '../../lib/logger.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { GatewayEgress } from './service.ts';

type Run = Pick<Agent, 'status' | 'startedAt'>;

/** Sets the agent's run in each rule that lasts until the agent stops. */
export function withRun(egress: AgentEgress, agent: Run): AgentEgress {
  const { startedAt: run } = agent;
  if (run === undefined) return egress;
  const temporary = egress.temporary.map((rule) =>
    rule.expiresAt === null && rule.run === undefined ? { ...rule, run } : rule,
  );
  return { ...egress, temporary };
}

/** The egress without the rules whose run is over; the same object when there are none. */
export function afterRun(egress: AgentEgress, { status, startedAt }: Run): AgentEgress {
  // On an unreachable engine it is unknown whether an agent still runs.
  if (status === 'unreachable') return egress;
  const runs = status === 'running' || status === 'paused';
  const temporary = egress.temporary.filter(
    ({ expiresAt, run }) => expiresAt !== null || (runs && (run === undefined || run === startedAt)),
  );
  return temporary.length === egress.temporary.length ? egress : { ...egress, temporary };
}

/**
 * Ends the rules that last until the agent stops: when it stops, and after an unseen stop at the next check. Returns a
 * function that stops the watch.
 */
export function endRulesWithRun(options: {
  directory: Pick<AgentDirectory, 'list' | 'onChange'>;
  egress: Pick<GatewayEgress, 'list' | 'onChange' | 'update'>;
  logger: Logger;
}): () => void {
  const { directory, egress, logger } = options;
  const endRules = (agent: Agent) => {
    const wanted = egress.list()[agent.id]?.wanted;
    if (!wanted || afterRun(wanted, agent) === wanted) return;
    egress
      .update(agent.id, (current) => afterRun(current, agent))
      .catch((error: unknown) => logger.warn('rules not ended', { agentId: agent.id, error }));
  };
  const stops = [
    directory.onChange(({ upserted }) => upserted.forEach(endRules)),
    egress.onChange(({ agentId }) =>
      directory
        .list()
        .agents.filter(({ id }) => id === agentId)
        .forEach(endRules),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
