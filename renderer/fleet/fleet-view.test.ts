import { describe, expect, it } from 'vitest';
import { sampleAgent, sampleSpec } from '../../electron/contract/agent.fixture.ts';
import type { Agent } from '../../electron/contract/agent.ts';
import { sampleAt } from '../../electron/contract/stats.fixture.ts';
import { fleetIds, nextSort, noFilter, tagsOf } from './fleet-view.ts';

const agent = (name: string, change: Partial<Agent> = {}, tags: string[] = []) =>
  sampleAgent({ id: name, name, spec: sampleSpec({ tags }), ...change });
const sample = (cpuPercent: number) => sampleAt(0, { cpuPercent });

const agents = [
  agent('otter-10', {}, ['docs', 'api']),
  agent('otter-9', { status: 'stopped' }, ['api']),
  agent('badger', { status: 'failed', spec: null }),
];

describe('fleetIds', () => {
  it('sorts names as people count', () => {
    expect(fleetIds(agents, {}, noFilter, { key: 'name', direction: 'ascending' })).toEqual([
      'badger',
      'otter-9',
      'otter-10',
    ]);
    expect(fleetIds(agents, {}, noFilter, { key: 'name', direction: 'descending' })).toEqual([
      'otter-10',
      'otter-9',
      'badger',
    ]);
  });

  it('puts the busiest on top and agents without a reading last', () => {
    const samples = { 'otter-10': sample(0), badger: sample(80) };
    expect(fleetIds(agents, samples, noFilter, { key: 'cpu', direction: 'descending' })).toEqual([
      'badger',
      'otter-10',
      'otter-9',
    ]);
  });

  it('shows what needs attention first', () => {
    expect(fleetIds(agents, {}, noFilter, { key: 'status', direction: 'ascending' })).toEqual([
      'badger',
      'otter-10',
      'otter-9',
    ]);
  });

  it('filters by status, type and tag', () => {
    const sort = { key: 'name', direction: 'ascending' } as const;
    expect(fleetIds(agents, {}, { ...noFilter, status: 'failed' }, sort)).toEqual(['badger']);
    expect(fleetIds(agents, {}, { ...noFilter, type: 'shell' }, sort)).toEqual(['otter-9', 'otter-10']);
    expect(fleetIds(agents, {}, { ...noFilter, tag: 'docs' }, sort)).toEqual(['otter-10']);
  });
});

it('lists each tag once', () => {
  expect(tagsOf(agents)).toEqual(['api', 'docs']);
});

it('turns the sort around on a second click', () => {
  const byCpu = nextSort({ key: 'name', direction: 'ascending' }, 'cpu');
  expect(byCpu).toEqual({ key: 'cpu', direction: 'descending' });
  expect(nextSort(byCpu, 'cpu').direction).toBe('ascending');
});
