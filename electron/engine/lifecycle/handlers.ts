import type { AgentDirectory } from '../directory/directory.ts';
import type { Broadcast, CallHandlers } from '../rpc/handlers.ts';
import type { AgentLifecycle, LifecycleAct } from './lifecycle.ts';

type LifecycleHandlers = Pick<
  CallHandlers,
  | 'agent.list'
  | 'agent.start'
  | 'agent.stop'
  | 'agent.restart'
  | 'agent.pause'
  | 'agent.resume'
  | 'agent.rename'
>;

export function createLifecycleHandlers(deps: {
  directory: AgentDirectory;
  lifecycle: AgentLifecycle;
}): LifecycleHandlers {
  const act = (name: LifecycleAct) => async (input: { agentId: string }, signal: AbortSignal) => {
    await deps.lifecycle.act(input.agentId, name, signal);
    return {};
  };
  return {
    'agent.list': () => deps.directory.list(),
    'agent.start': act('start'),
    'agent.stop': act('stop'),
    'agent.restart': act('restart'),
    'agent.pause': act('pause'),
    'agent.resume': act('resume'),
    'agent.rename': async ({ agentId, name }, signal) => {
      await deps.lifecycle.rename(agentId, name, signal);
      return {};
    },
  };
}

/** Tells every window what changes among the agents; returns the function that stops it. */
export function broadcastAgents(directory: AgentDirectory, broadcast: Broadcast): () => void {
  return directory.onChange((change) => broadcast('agents.changed', change));
}
