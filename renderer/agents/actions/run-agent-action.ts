import { create } from 'zustand';
import { assertNever } from '../../../electron/lib/assert-never.ts';
import { showFailure } from '../../errors/error-steps.ts';
import { callEngine } from '../../ipc/engine-host.ts';
import { openDialog } from '../../store/actions.ts';
import { useStore } from '../../store/store.ts';
import { type AgentAction, canDo } from './agent-actions.ts';

/** The action in progress for each agent, by agent id. */
export const usePending = create<Readonly<Record<string, AgentAction | undefined>>>()(() => ({}));

const verbs = {
  start: 'started',
  stop: 'stopped',
  restart: 'restarted',
  pause: 'paused',
  resume: 'resumed',
} as const;

/** Carries out an action, or opens the dialog that asks first. Failures are shown, never thrown. */
export function runAgentAction(action: AgentAction, agentId: string): void {
  switch (action) {
    case 'duplicate':
    case 'rename':
      openDialog({ kind: action, agentId });
      return;
    case 'remove':
      openDialog({ kind: 'remove', agentIds: [agentId] });
      return;
    case 'start':
    case 'stop':
    case 'restart':
    case 'pause':
    case 'resume':
      void carryOut(action, agentId);
      return;
    default:
      assertNever(action);
  }
}

/** Runs an action for several agents, and skips agents for which it is impossible. */
export function runForMany(action: 'start' | 'stop' | 'pause', agentIds: readonly string[]): void {
  const { agentsById } = useStore.getState();
  for (const id of agentIds) {
    const agent = agentsById[id];
    if (agent && canDo(action, agent)) void carryOut(action, id);
  }
}

async function carryOut(action: keyof typeof verbs, agentId: string): Promise<void> {
  if (usePending.getState()[agentId]) return;
  usePending.setState({ [agentId]: action });
  try {
    await callEngine(`agent.${action}`, { agentId });
  } catch (thrown) {
    const name = useStore.getState().agentsById[agentId]?.name ?? 'The agent';
    showFailure(`${name} could not be ${verbs[action]}`, thrown, {
      agentId,
      retry: () => void carryOut(action, agentId),
    });
  } finally {
    usePending.setState({ [agentId]: undefined });
  }
}
