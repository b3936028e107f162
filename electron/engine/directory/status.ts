import type { AgentStatus } from '../../contract/agent.ts';
import type { ContainerInspect } from '../docker/api.ts';
import { endedByRequest } from './exit.ts';

/** The app's current activity on the agent. */
export type Activity = 'create' | 'recreate' | 'remove' | undefined;

/**
 * An agent's status from the engine's report alone, so that a window opened later, or after a restart of the app, shows
 * the same. The states are those of `inspect` (created, running, paused, restarting, removing, exited, dead).
 */
export function statusOf(
  state: ContainerInspect['State'],
  context: { reachable: boolean; activity: Activity },
): AgentStatus {
  if (!context.reachable) return 'unreachable';
  switch (state.Status) {
    case 'running':
    // The container waits between two runs of a restart policy. The engine reports it as running too, and the person
    // needs "Stop" then.
    case 'restarting':
      return 'running';
    case 'paused':
      return 'paused';
    case 'created':
      if (context.activity === 'create' || context.activity === 'recreate') return 'creating';
      return state.Error || state.ExitCode !== 0 ? 'failed' : 'stopped';
    case 'dead':
      return 'failed';
    default:
      return ended(state);
  }
}

function ended(state: ContainerInspect['State']): AgentStatus {
  if (state.Error) return 'failed';
  return state.ExitCode === 0 || endedByRequest(state) ? 'stopped' : 'failed';
}

/** Container events that do not change what `inspect` reports; consoles and probes cause many of them. */
const IRRELEVANT =
  /^(exec$|exec_|attach|detach|resize|top|archive-path|extract-to-dir|copy|export|commit|health_status)/;

/** How a mirror of the engine reacts to an event. Podman says "remove" where Docker says "destroy". */
export function reactionTo(action: string): 'inspect' | 'forget' | 'ignore' {
  if (action === 'destroy' || action === 'remove') return 'forget';
  return IRRELEVANT.test(action) ? 'ignore' : 'inspect';
}
