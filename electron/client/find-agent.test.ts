import { expect, it } from 'vitest';
import type { Agent } from '../contract/agent.ts';
import type { Snapshot } from '../contract/snapshots.ts';
import { findAgent } from './find-agent.ts';
import { findSnapshot } from './find-snapshot.ts';

const agents = [
  { id: 'aa11', name: 'demo' },
  { id: 'aa22', name: 'aa11' },
  { id: 'bb33', name: 'other' },
] as Agent[];

it('finds an agent by its name before any id, and by the beginning of an id', () => {
  expect(findAgent(agents, 'demo').id).toBe('aa11');
  expect(findAgent(agents, 'aa11').id).toBe('aa22');
  expect(findAgent(agents, 'b').name).toBe('other');
});

it('says when there is none or more than one', () => {
  expect(() => findAgent(agents, 'aa')).toThrow('several agents: demo, aa11');
  expect(() => findAgent(agents, 'nope')).toThrow('There is no agent “nope”.');
  expect(() => findAgent(agents, '')).toThrow('There is no agent');
});

it('finds a snapshot by id or name', () => {
  const snapshots = [
    { id: '2', name: 'same' },
    { id: '1', name: 'same' },
  ] as unknown as Snapshot[];
  expect(findSnapshot(snapshots, '1').id).toBe('1');
  expect(findSnapshot(snapshots, 'same').id).toBe('2');
  expect(() => findSnapshot(snapshots, 'x')).toThrow('no snapshot “x”');
});
