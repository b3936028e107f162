import { describe, expect, it } from 'vitest';
import { sampleAgent } from '../../../electron/contract/agent.fixture.ts';
import { initialAgents, withAgentList, withAgentsChange } from './agents-slice.ts';

const agent = (id: string, name: string) => sampleAgent({ id, name });

describe('agents slice', () => {
  const listed = withAgentList(initialAgents, {
    sequence: 3,
    agents: [agent('b', 'two'), agent('a', 'One')],
  });

  it('sorts by name as a person would', () => {
    expect(listed.agentIds).toEqual(['a', 'b']);
  });

  it('keeps the ids identical when only an agent changed', () => {
    const { slice, missed } = withAgentsChange(listed, {
      sequence: 4,
      upserted: [{ ...agent('b', 'two'), status: 'paused' }],
      removed: [],
    });
    expect(missed).toBe(false);
    expect(slice.agentIds).toBe(listed.agentIds);
    expect(slice.agentsById.b?.status).toBe('paused');
  });

  it('leaves out the sandbox of a sign-in while that runs', () => {
    const sandbox = { ...agent('c', 'sign-in'), forSignIn: true as const };
    const list = withAgentList(initialAgents, { sequence: 3, agents: [agent('a', 'One'), sandbox] });
    expect([list.agentIds, list.agentsById.c]).toEqual([['a'], undefined]);
    const change = (sequence: number, upserted: (typeof sandbox)[]) =>
      withAgentsChange(list, { sequence, upserted, removed: [] }).slice.agentIds;
    expect(change(4, [sandbox])).toEqual(['a']);
    const { forSignIn, ...left } = sandbox;
    expect(withAgentsChange(list, { sequence: 4, upserted: [left], removed: [] }).slice.agentIds).toEqual([
      'a',
      'c',
    ]);
  });

  it('says when a change was missed, and ignores what is older than the list', () => {
    expect(withAgentsChange(listed, { sequence: 6, upserted: [], removed: ['a'] }).missed).toBe(true);
    expect(withAgentsChange(listed, { sequence: 3, upserted: [], removed: ['a'] }).slice).toBe(listed);
  });
});
