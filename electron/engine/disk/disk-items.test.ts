import { expect, it } from 'vitest';
import type { Snapshot } from '../../contract/snapshots.ts';
import { diskItems } from './disk-items.ts';

const labels = (role: string, agent = 'a1') => ({ 'dev.bulkhead.role': role, 'dev.bulkhead.agent': agent });
const volume = (Name: string, Labels: Record<string, string> | null, Size: number) => ({
  Name,
  Labels,
  Driver: 'local',
  Mountpoint: '',
  UsageData: { Size, RefCount: 0 },
});
const image = (id: string, Labels: Record<string, string> | null, Size: number, Containers = 0) => ({
  Id: id,
  ParentId: '',
  RepoTags: [`${id}:1`],
  Size,
  SharedSize: 0,
  Containers,
  Labels,
});
const snapshot: Snapshot = {
  version: 1,
  id: '7',
  agentId: 'a1',
  name: 'lunch',
  trigger: 'person',
  at: 7,
  atRest: true,
  parts: { workspace: 30, home: 4 },
  hostFolders: [],
};

const { items, others } = diskItems({
  usage: {
    LayersSize: 2017,
    Containers: [
      { Id: 'c1', ImageID: '', Names: [], SizeRw: 11, Labels: labels('agent') },
      { Id: 'c2', ImageID: '', Names: [], SizeRw: 900, Labels: null },
    ],
    Volumes: [
      volume('bulkhead-a1-workspace', labels('workspace'), 50),
      volume('bulkhead-gone-workspace', labels('workspace', 'gone'), 60),
      volume('bulkhead-a1-snapshot-7-workspace', labels('snapshot-volume'), 30),
      volume('bulkhead-a1-snapshot-8-home', labels('snapshot-volume'), 5),
      volume('theirs', null, 1000),
    ],
    Images: [
      image('base', labels('base'), 8),
      image('used', labels('type'), 9, 1),
      image('theirs', null, 2000),
    ],
    BuildCache: [{ Size: 70, Shared: false }],
  },
  stored: new Map(),
  agents: [{ id: 'a1', name: 'one' }],
  snapshots: [snapshot],
  logs: new Map([['a1', 3]]),
});
const removalOf = (id: string) => items.find((item) => item.id === id)?.removal;

it('says what can go, and what an agent needs', () => {
  expect(removalOf('container:c1')).toBe('kept');
  expect(removalOf('volume:bulkhead-a1-workspace')).toBe('kept');
  expect(removalOf('volume:bulkhead-gone-workspace')).toBe('loses');
  expect(removalOf('volume:bulkhead-a1-snapshot-8-home')).toBe('safe');
  expect(removalOf('image:base')).toBe('safe');
  expect(removalOf('image:used')).toBe('kept');
});

it('counts a snapshot with its volumes, once', () => {
  expect(items.find(({ kind }) => kind === 'snapshot')).toMatchObject({ id: 'snapshot:a1/7', bytes: 34 });
  expect(removalOf('volume:bulkhead-a1-snapshot-7-workspace')).toBeUndefined();
});

it('never lists what is not ours, but sums it', () => {
  expect(items.some(({ id }) => id.includes('theirs') || id.includes('c2'))).toBe(false);
  expect(others).toEqual({ containers: 900, images: 2000, volumes: 1000, buildCache: 70 });
});
