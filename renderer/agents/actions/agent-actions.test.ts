import { describe, expect, it } from 'vitest';
import type { AgentStatus } from '../../../electron/contract/agent.ts';
import { agentActions, canDo } from './agent-actions.ts';

const possible = (status: AgentStatus) =>
  agentActions.filter((action) => canDo(action, { status, spec: null }));

describe('what can be done with an agent', () => {
  it.each([
    ['running', ['stop', 'restart', 'pause', 'rename', 'remove']],
    ['paused', ['stop', 'restart', 'resume', 'rename', 'remove']],
    ['stopped', ['start', 'rename', 'remove']],
    ['failed', ['start', 'rename', 'remove']],
    ['creating', ['remove']],
    ['unreachable', []],
  ] as const)('%s with an unreadable spec', (status, actions) => {
    expect(possible(status)).toEqual(actions);
  });
});
