import { expect, it } from 'vitest';
import type { SnapshotTrigger } from '../../contract/snapshots.ts';
import { dueForSnapshot, expired } from './retention.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = 100 * DAY_MS;
const snapshot = (daysAgo: number, trigger: SnapshotTrigger = 'schedule', agentId = 'a') => ({
  agentId,
  trigger,
  at: NOW - daysAgo * DAY_MS,
});

it('keeps the newest of each agent, and drops what is too old', () => {
  const old = snapshot(20);
  const third = snapshot(3);
  const other = snapshot(4, 'recreate', 'b');
  const all = [snapshot(1), snapshot(2), third, old, other];
  expect(expired(all, { keepLast: 2, keepDays: 14 }, NOW)).toEqual([third, old]);
  expect(expired(all, { keepLast: 10, keepDays: 14 }, NOW)).toEqual([old]);
  expect(expired(all, { keepLast: 10, keepDays: 0 }, NOW)).toEqual([]);
});

it('never drops what a person saved, nor counts it', () => {
  const all = [snapshot(50, 'person'), snapshot(1, 'person'), snapshot(2)];
  expect(expired(all, { keepLast: 1, keepDays: 1 }, NOW)).toEqual([snapshot(2)]);
  expect(expired(all, { keepLast: 1, keepDays: 3 }, NOW)).toEqual([]);
});

it('says which running agents are due', () => {
  const agents = [
    { id: 'a', status: 'running' as const },
    { id: 'b', status: 'running' as const },
    { id: 'c', status: 'stopped' as const },
    { id: 'd', status: 'running' as const },
  ];
  const snapshots = [
    snapshot(1, 'schedule', 'a'),
    snapshot(0.01, 'schedule', 'b'),
    snapshot(0, 'recreate', 'a'),
  ];
  const tried = new Map([['d', NOW - HOUR_MS]]);
  expect(dueForSnapshot(agents, snapshots, tried, 6, NOW)).toEqual(['a']);
  expect(dueForSnapshot(agents, snapshots, tried, 0, NOW)).toEqual([]);
});

it('goes on after the clock was set back by days', () => {
  const agents = [{ id: 'a', status: 'running' as const }];
  const tried = new Map([['a', NOW + DAY_MS]]);
  expect(dueForSnapshot(agents, [snapshot(-2)], tried, 6, NOW)).toEqual(['a']);
  expect(dueForSnapshot(agents, [snapshot(-2), snapshot(0.01)], tried, 6, NOW)).toEqual([]);
});
