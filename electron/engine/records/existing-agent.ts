import type { AgentSpec, SecretReference } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Workshop } from '../creation/workshop.ts';
import type { ContainerInspect } from '../docker/api.ts';
import { withValues } from '../objects/spec-label.ts';
import { CredentialOverrides } from './credential-overrides.ts';

/** An agent as it is now: what a copy of it, or a new container for it, starts from. */
export interface ExistingAgent {
  agentId: string;
  inspect: ContainerInspect;
  /** With the values of its environment, the limits in force, and the egress and credentials that it was given last. */
  spec: AgentSpec;
  /** The credentials that its container was made with. */
  created: readonly SecretReference[];
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
  const [inspect, egress, secrets] = await Promise.all([
    workshop.engine().inspectContainer(agent.containerId, { signal }),
    workshop.egress.state(agentId),
    new CredentialOverrides(() => workshop.engine()).of(agentId, agent.spec.secrets),
  ]);
  const known = workshop.secrets.list();
  const spec = {
    ...withValues(agent.spec, inspect.Config.Env ?? []),
    egress: egress.wanted,
    life: workshop.lifeOf?.(agent) ?? agent.spec.life,
    // One that was removed from the settings meanwhile must not stand in the way.
    secrets: secrets.filter(({ secretId }) => known.some(({ id }) => id === secretId)),
  };
  const seccompProfile =
    spec.isolation.seccomp.kind === 'custom' ? seccompText(inspect.HostConfig.SecurityOpt) : undefined;
  return {
    agentId,
    inspect,
    spec,
    created: agent.spec.secrets,
    ...(seccompProfile === undefined ? {} : { seccompProfile }),
  };
}

function seccompText(securityOptions: readonly string[] | null | undefined): string | undefined {
  return securityOptions?.map((option) => /^seccomp[=:](.*)$/s.exec(option)?.[1]).findLast(Boolean);
}
