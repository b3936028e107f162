import type { Agent } from '../../contract/agent.ts';
import type { LiveDirectory } from '../directory/directory-live.ts';
import type { Activity } from '../directory/status.ts';
import type { Engine } from '../docker/engine.ts';
import type { LivePreferences } from '../preferences/live-preferences.ts';
import { Admission } from './admission.ts';
import { createLifecycleHandlers } from './handlers.ts';
import { AgentLifecycle, type LifecycleOptions } from './lifecycle.ts';

/** Starts, stops and pauses agents, and decides whether another agent may run. */
export function createLifecycle(deps: {
  engine(): Engine;
  directory: LiveDirectory;
  preferences: LivePreferences;
  activityOf(agentId: string): Activity;
  checkStart(agent: Agent, signal: AbortSignal): Promise<void>;
  renameInGroup: NonNullable<LifecycleOptions['renameInGroup']>;
}) {
  const admission = new Admission(deps);
  const lifecycle = new AgentLifecycle({
    ...deps,
    admit: ({ id, limits }) => admission.claim(id, limits),
  });
  return { admission, lifecycle, calls: createLifecycleHandlers(lifecycle) };
}
