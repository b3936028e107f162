import type { AgentSpec } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import type { ContainerInspect } from '../docker/api.ts';
import { withValues } from './spec-label.ts';
import type { Workshop } from './workshop.ts';

/** An agent as it is now: what a copy of it, or a new container for it, starts from. */
export interface ExistingAgent {
  agentId: string;
  inspect: ContainerInspect;
  /** With the values of its environment, the limits in force and the egress that it was last switched to. */
  spec: AgentSpec;
  /** The text of a custom seccomp profile, as it was given to the engine. */
  seccompProfile?: string;
}

/** Throws `not-found` for an unknown agent, and `conflict` for one whose spec cannot be read. */
export async function readExistingAgent(
  workshop: Workshop,
  agentId: string,
  signal: AbortSignal,
): Promise<ExistingAgent> {
  const agent = workshop.agents().find(({ id }) => id === agentId);
  if (!agent) throw new AppFailure({ type: 'not-found', message: 'This agent no longer exists.' });
  if (!agent.spec) {
    throw new AppFailure({
      type: 'conflict',
      message: 'The spec of this agent cannot be read any more. It can only be used as it is, or removed.',
      actions: [{ kind: 'remove-agent', label: 'Remove the agent' }],
    });
  }
  const [inspect, egress] = await Promise.all([
    workshop.engine().inspectContainer(agent.containerId, { signal }),
    workshop.egress.state(agentId),
  ]);
  const spec = { ...withValues(agent.spec, inspect.Config.Env ?? []), egress: egress.wanted };
  const seccompProfile =
    spec.isolation.seccomp.kind === 'custom' ? seccompText(inspect.HostConfig.SecurityOpt) : undefined;
  return { agentId, inspect, spec, ...(seccompProfile === undefined ? {} : { seccompProfile }) };
}

function seccompText(securityOptions: readonly string[] | null | undefined): string | undefined {
  return securityOptions?.map((option) => /^seccomp[=:](.*)$/s.exec(option)?.[1]).findLast(Boolean);
}
