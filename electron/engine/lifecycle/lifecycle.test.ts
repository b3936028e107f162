import { expect, it } from 'vitest';
import { AgentLifecycle, type LifecycleAct } from './lifecycle.ts';

const { signal } = new AbortController();

function lifecycle(status: string, log: string[]): AgentLifecycle {
  const engine = new Proxy({}, { get: (_target, name) => async () => void log.push(String(name)) });
  return new AgentLifecycle({
    engine: () => engine as never,
    directory: {
      get: () => ({ id: 'a', containerId: 'c', status }) as never,
      list: () => ({ sequence: 1, agents: [] }),
      refresh: async () => undefined,
    },
    activityOf: () => undefined,
    checkStart: async () => {
      throw new Error('must not start');
    },
  });
}

it.each([
  ['start', 'stopped'],
  ['restart', 'running'],
] as const)('does not %s an agent that must not start as it is', async (act: LifecycleAct, status) => {
  const log: string[] = [];
  await expect(lifecycle(status, log).act('a', act, signal)).rejects.toThrow('must not start');
  expect(log).toEqual([]);
});

it('stops one all the same', async () => {
  const log: string[] = [];
  await lifecycle('running', log).act('a', 'stop', signal);
  expect(log).toEqual(['stopContainer']);
});
