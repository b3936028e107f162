import { expect, it } from 'vitest';
import { sampleAgent } from '../../contract/agent.fixture.ts';
import type { Agent } from '../../contract/agent.ts';
import type { Sample } from '../../contract/stats.ts';
import { readingsFor } from './demand.ts';
import { Tick } from './tick.ts';

const agent = (id: string, change: Partial<Agent> = {}) => sampleAgent({ id, ...change });
const agents = [agent('a'), agent('b'), agent('c', { status: 'stopped' }), agent('d', { status: 'paused' })];
const rates = (...wants: { focused: string[]; listed: string[] }[]) =>
  Object.fromEntries([...readingsFor(wants, agents)].map(([id, { rate }]) => [id, rate]));

it('reads what runs and is shown, the focused one faster', () => {
  expect(rates()).toEqual({});
  expect(rates({ focused: ['a'], listed: ['a', 'b', 'c', 'gone'] })).toEqual({ a: 'focused', b: 'listed' });
  expect(rates({ focused: [], listed: ['d'] }, { focused: ['d'], listed: [] })).toEqual({ d: 'focused' });
});

it('starts over when the container starts over', () => {
  const want = [{ focused: ['a'], listed: [] }];
  const key = (change: Partial<Agent>) => readingsFor(want, [agent('a', change)]).get('a')?.key;
  expect(new Set([key({}), key({ startedAt: 2 }), key({ containerId: 'other' })]).size).toBe(3);
});

it('gives a list evenly spaced points, also of an agent that is read each second', () => {
  const tick = new Tick({ focused: ['a'], listed: ['b'] });
  const took: string[][] = [];
  for (let second = 100; second < 110; second++) {
    for (const id of ['a', 'b', 'x']) tick.add(id, { at: second * 1000 } as Sample);
    took.push(Object.keys(tick.take()));
  }
  expect(took.filter((ids) => ids.includes('a'))).toHaveLength(10);
  expect(took.filter((ids) => ids.includes('b'))).toHaveLength(3);
  expect(took.flat()).not.toContain('x');
});
