import type { Agent } from '../../contract/agent.ts';
import type { EngineFacts } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import type { LiveDirectory } from '../directory/directory-live.ts';
import type { Engine } from '../docker/engine.ts';
import { checkGroup, type Groups } from '../networks/groups.ts';
import { GroupOverrides } from '../records/group-overrides.ts';

export interface ChangeGroupDeps {
  engine(): Engine;
  facts(): EngineFacts;
  agents(): readonly Agent[];
  directory: Pick<LiveDirectory, 'refresh'>;
  groups: Pick<Groups, 'join' | 'leave'>;
}

/**
 * Moves an agent to another group, or out of its group. It joins the new one first, so that a failure leaves it where
 * it was. Its connections to members of the old group end.
 */
export async function changeGroup(
  deps: ChangeGroupDeps,
  { agentId, group }: { agentId: string; group: string | null },
  signal: AbortSignal,
): Promise<void> {
  const agent = deps.agents().find(({ id }) => id === agentId);
  if (!agent) throw new AppFailure({ type: 'not-found', message: 'This agent no longer exists.' });
  checkGroup(group, agent.runtime, deps.facts());
  const { containerId, name: agentName } = agent;
  try {
    if (group !== null) await deps.groups.join(group, { containerId, agentName }, signal);
    await deps.groups.leave(containerId, group);
    const inspect = await deps.engine().inspectContainer(containerId, { signal });
    await new GroupOverrides(deps.engine).remember(agentId, inspect, group);
  } finally {
    await deps.directory.refresh(agentId, signal);
  }
}
