import { describe, expect, it } from 'vitest';
import type { Agent } from '../../contract/agent.ts';
import { type AgentEgress, bareEgress } from '../../contract/agent-spec.ts';
import { Emitter } from '../../lib/emitter.ts';
import { silentLogger } from '../../lib/logger.ts';
import type { DirectoryChange } from '../directory/directory.ts';
import { afterRun, endRulesWithRun, withRun } from './session-rules.ts';

const rule = (host: string, expiresAt: number | null, run?: number) => ({
  effect: 'allow' as const,
  host,
  expiresAt,
  ...(run === undefined ? {} : { run }),
});
const egress = { ...bareEgress('allowlist'), temporary: [rule('a.test', null), rule('b.test', 9)] };
const running = { status: 'running' as const, startedAt: 100 };

describe('a rule until the agent stops', () => {
  it('belongs to the run in which it was given', () => {
    expect(withRun(egress, running).temporary).toEqual([rule('a.test', null, 100), rule('b.test', 9)]);
    expect(withRun(withRun(egress, running), { ...running, startedAt: 200 }).temporary[0]?.run).toBe(100);
  });

  it.each([
    [{ status: 'stopped' as const, startedAt: 100 }, 1],
    [{ status: 'failed' as const, startedAt: 100 }, 1],
    [{ status: 'running' as const, startedAt: 200 }, 1],
    [{ status: 'paused' as const, startedAt: 100 }, 2],
    [{ status: 'unreachable' as const, startedAt: 100 }, 2],
  ])('with the agent %j leaves %i of two', (agent, count) => {
    expect(afterRun(withRun(egress, running), agent).temporary).toHaveLength(count);
  });
});

it('is ended when the directory sees the agent stop, or had stopped before the app looked', () => {
  const changes = new Emitter<DirectoryChange>();
  const states = new Emitter<{ agentId: string; state: { wanted: AgentEgress; inForce: boolean } }>();
  const updates: AgentEgress[] = [];
  let wanted = withRun(egress, running);
  const agent = (status: Agent['status']) => ({ id: 'a', status, startedAt: 100 }) as Agent;
  let listed = agent('running');
  const stop = endRulesWithRun({
    directory: {
      list: () => ({ sequence: 0, agents: [listed] }),
      onChange: (listener) => changes.on(listener),
    },
    egress: {
      list: () => ({ a: { wanted, inForce: true } }),
      onChange: (listener) => states.on(listener),
      update: async (_agentId, change) => {
        updates.push(change(wanted));
        return { wanted, inForce: true };
      },
    },
    logger: silentLogger,
  });
  changes.emit({ sequence: 1, upserted: [agent('running')], removed: [] });
  expect(updates).toEqual([]);
  changes.emit({ sequence: 2, upserted: [agent('stopped')], removed: [] });
  expect(updates.map(({ temporary }) => temporary.length)).toEqual([1]);
  listed = agent('stopped');
  states.emit({ agentId: 'a', state: { wanted, inForce: true } });
  expect(updates).toHaveLength(2);
  wanted = bareEgress('off');
  states.emit({ agentId: 'a', state: { wanted, inForce: true } });
  stop();
  changes.emit({ sequence: 3, upserted: [agent('stopped')], removed: [] });
  expect(updates).toHaveLength(2);
});
