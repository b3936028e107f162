import type { AgentStatus } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import type { LifecycleAct } from './lifecycle.ts';

export type LifecycleStep = 'start' | 'stop' | 'restart' | 'pause' | 'unpause';

/**
 * Plans the engine's requests for an action. Plans none when the agent is already in the wanted state: a second window
 * or a late click is no error. Resumes a paused agent before stopping it: a frozen process cannot receive the signal,
 * and engines refuse to stop it (20.10) or wait in vain.
 */
export function planLifecycle(
  act: LifecycleAct,
  status: Exclude<AgentStatus, 'unreachable'>,
): LifecycleStep[] {
  const up = status === 'running' || status === 'paused';
  const unpause: LifecycleStep[] = status === 'paused' ? ['unpause'] : [];
  switch (act) {
    case 'start':
      return up ? unpause : ['start'];
    case 'stop':
      return up ? [...unpause, 'stop'] : [];
    case 'restart':
      return up ? [...unpause, 'restart'] : ['start'];
    case 'pause':
      if (!up) throw notRunning('paused');
      return status === 'paused' ? [] : ['pause'];
    case 'resume':
      if (!up) throw notRunning('resumed');
      return unpause;
  }
}

function notRunning(participle: string): AppFailure {
  return new AppFailure({
    type: 'not-running',
    message: `Only a running agent can be ${participle}.`,
    actions: [{ kind: 'start-agent', label: 'Start the agent' }],
  });
}
