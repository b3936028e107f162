import { type Agent, ownAgents } from '../../contract/agent.ts';
import type { Logger } from '../../lib/logger.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { AgentLifecycle } from '../lifecycle/lifecycle.ts';

/** The sandbox of a sign-in ends with the app in any case. */
export function runningAgents(directory: Pick<AgentDirectory, 'list'>): Agent[] {
  return ownAgents(directory.list().agents).filter(
    ({ status }) => status === 'running' || status === 'paused',
  );
}

/** Stops all running agents in parallel; resolves when each has stopped or failed to stop. */
export async function stopAll(options: {
  directory: Pick<AgentDirectory, 'list'>;
  lifecycle: Pick<AgentLifecycle, 'act'>;
  logger: Logger;
}): Promise<void> {
  const { directory, lifecycle, logger } = options;
  await Promise.all(
    runningAgents(directory).map(async ({ id }) => {
      try {
        await lifecycle.act(id, 'stop', new AbortController().signal);
      } catch (error) {
        logger.warn('agent not stopped when quitting', { agentId: id, error });
      }
    }),
  );
}
