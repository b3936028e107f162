import type { Agent } from '../../contract/agent.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import { activityFromStatus, processLimitReached } from './activity-from-status.ts';
import type { ActivityLog } from './activity-log.ts';

export interface FollowedAgents {
  /** Call when an agent reaches its process limit. Reported once per run. */
  processLimit(agentId: string): void;
  dispose(): void;
}

/** Logs changes of agents, except those that a person makes in a window. */
export function followAgents(options: {
  directory: AgentDirectory;
  activity: ActivityLog;
  /** Whether the app is changing this agent: starts or stops it, recreates or removes it. */
  isActing(agentId: string): boolean;
}): FollowedAgents {
  const { directory, activity, isActing } = options;
  const known = new Map<string, Agent>();
  const limitedRuns = new Map<string, string>();
  const stop = directory.onChange(({ upserted, removed }) => {
    for (const agent of upserted) {
      const before = known.get(agent.id);
      known.set(agent.id, agent);
      const content = before && !isActing(agent.id) ? activityFromStatus(before, agent) : undefined;
      if (content) activity.add({ agentId: agent.id, agentName: agent.name, ...content });
    }
    for (const agentId of removed) {
      known.delete(agentId);
      limitedRuns.delete(agentId);
    }
  });
  return {
    processLimit(agentId) {
      const agent = known.get(agentId);
      if (!agent) return;
      const run = `${agent.containerId} ${agent.startedAt ?? ''}`;
      if (limitedRuns.get(agentId) === run) return;
      limitedRuns.set(agentId, run);
      activity.add({ agentId, agentName: agent.name, ...processLimitReached });
    },
    dispose: stop,
  };
}
