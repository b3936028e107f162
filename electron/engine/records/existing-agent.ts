import type { Agent } from '../../contract/agent.ts';
import type { AgentLife } from '../../contract/agent-life.ts';
import type { AgentSpec, SecretReference } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import type { EgressState } from '../../contract/isolation.ts';
import type { ContainerInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { withValues } from '../objects/spec-label.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';
import { CredentialOverrides } from './credential-overrides.ts';
import { GroupOverrides } from './group-overrides.ts';

/** The current state of an agent: the source of its copy or of its new container. */
export interface ExistingAgent {
  agentId: string;
  inspect: ContainerInspect;
  /** Includes the values of its environment, the limits in force, and the egress, group and credentials set last. */
  spec: AgentSpec;
  /** The credentials that its container was created with. */
  created: readonly SecretReference[];
  /** The text of a custom seccomp profile, as sent to the engine. */
  seccompProfile?: string;
}

export interface ExistingAgentDeps {
  engine(): Engine;
  /** All current agents. */
  agents(): readonly Agent[];
  egress: { state(agentId: string): Promise<EgressState> };
  secrets: Pick<SecretProvider, 'list'>;
  /** The agent's life as the person changed it last. */
  lifeOf?(agent: Agent): AgentLife;
}

/** Throws `not-found` for an unknown agent, and `conflict` for an unreadable spec. */
export async function readExistingAgent(
  deps: ExistingAgentDeps,
  agentId: string,
  signal: AbortSignal,
): Promise<ExistingAgent> {
  const agent = deps.agents().find(({ id }) => id === agentId);
  if (!agent) throw new AppFailure({ type: 'not-found', message: 'This agent no longer exists.' });
  if (!agent.spec) {
    throw new AppFailure({
      type: 'conflict',
      message: 'The spec of this agent cannot be read any more. It can only be used as it is, or removed.',
      actions: [{ kind: 'remove-agent', label: 'Remove the agent' }],
    });
  }
  const inspect = await deps.engine().inspectContainer(agent.containerId, { signal });
  const [egress, secrets, group] = await Promise.all([
    deps.egress.state(agentId),
    new CredentialOverrides(() => deps.engine()).of(agentId, agent.spec.secrets),
    new GroupOverrides(() => deps.engine()).of(agentId, inspect),
  ]);
  const known = deps.secrets.list();
  const spec = {
    ...withValues(agent.spec, inspect.Config.Env ?? []),
    egress: egress.wanted,
    group,
    life: deps.lifeOf?.(agent) ?? agent.spec.life,
    // A secret that was removed from the settings meanwhile must not cause a failure.
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
