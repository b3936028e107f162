import type { Agent } from '../../../electron/contract/agent.ts';
import { assertNever } from '../../../electron/lib/assert-never.ts';

/** What can be done with an agent from its header, the list and the palette. */
export type AgentAction =
  | 'start'
  | 'stop'
  | 'restart'
  | 'pause'
  | 'resume'
  | 'duplicate'
  | 'rename'
  | 'remove';

export const agentActions: readonly AgentAction[] = [
  'start',
  'stop',
  'restart',
  'pause',
  'resume',
  'duplicate',
  'rename',
  'remove',
];

/** Whether an action is possible in the agent's present state. */
export function canDo(action: AgentAction, agent: Pick<Agent, 'status' | 'spec'>): boolean {
  const { status } = agent;
  if (status === 'unreachable' || status === 'creating') return action === 'remove' && status === 'creating';
  switch (action) {
    case 'start':
      return status === 'stopped' || status === 'failed';
    case 'stop':
    case 'restart':
      return status === 'running' || status === 'paused';
    case 'pause':
      return status === 'running';
    case 'resume':
      return status === 'paused';
    // A copy needs a readable spec.
    case 'duplicate':
      return agent.spec !== null;
    case 'rename':
    case 'remove':
      return true;
    default:
      return assertNever(action);
  }
}
