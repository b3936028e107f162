import type { CallHandlers } from '../rpc/handlers.ts';
import type { AgentLifecycle, LifecycleAct } from './lifecycle.ts';

type LifecycleHandlers = Pick<
  CallHandlers,
  'agent.start' | 'agent.stop' | 'agent.restart' | 'agent.pause' | 'agent.resume' | 'agent.rename'
>;

export function createLifecycleHandlers(lifecycle: AgentLifecycle): LifecycleHandlers {
  const act = (name: LifecycleAct) => async (input: { agentId: string }, signal: AbortSignal) => {
    await lifecycle.act(input.agentId, name, signal);
    return {};
  };
  return {
    'agent.start': act('start'),
    'agent.stop': act('stop'),
    'agent.restart': act('restart'),
    'agent.pause': act('pause'),
    'agent.resume': act('resume'),
    'agent.rename': async ({ agentId, name }, signal) => {
      await lifecycle.rename(agentId, name, signal);
      return {};
    },
  };
}
