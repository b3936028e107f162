import { expect, it } from 'vitest';
import type { ContainerSummary, NetworkInspect, VolumeInspect } from '../docker/api.ts';
import { findLeftovers } from './leftovers-find.ts';
import type { AgentObjects } from './removal-objects.ts';

const labels = (agentId: string) => ({ 'dev.bulkhead.agent': agentId });
const container = (agentId: string, name: string, State = 'running'): ContainerSummary => ({
  Id: name,
  Names: [`/${name}`],
  Image: '',
  ImageID: '',
  Created: 0,
  State,
  Status: '',
  Labels: labels(agentId),
});
const network = (agentId: string): NetworkInspect => ({
  Id: 'n',
  Name: `bulkhead-${agentId}`,
  Driver: 'bridge',
  Internal: true,
  EnableIPv6: false,
  IPAM: { Config: null },
  Options: null,
  Labels: labels(agentId),
});
const volume = (agentId: string, role: string): VolumeInspect => ({
  Name: `bulkhead-${agentId}-${role}`,
  Driver: 'local',
  Mountpoint: '',
  Labels: labels(agentId),
});
const objects = (change: Partial<AgentObjects>): AgentObjects => ({
  containers: [],
  networks: [],
  homes: [],
  probes: [],
  workspaces: [],
  baselines: [],
  records: [],
  snapshots: [],
  runImages: [],
  snapshotVolumes: [],
  ...change,
});
const find = (change: Partial<AgentObjects>, busy: string[] = []) =>
  findLeftovers(objects(change), (agentId) => busy.includes(agentId));

it('finds a network and a home without a container', () => {
  expect(find({ networks: [network('a')], homes: [volume('a', 'home')] })).toEqual([
    {
      kind: 'incomplete',
      agentId: 'a',
      name: 'a',
      objects: ['network bulkhead-a', 'volume bulkhead-a-home'],
    },
  ]);
});

it('finds what a copy that was cut off left: its baseline and a toolbox', () => {
  const toolbox = container('a', 'bulkhead-toolbox-1');
  expect(find({ baselines: [volume('a', 'baseline')], probes: [toolbox] })).toMatchObject([
    { agentId: 'a', objects: ['container bulkhead-toolbox-1', 'volume bulkhead-a-baseline'] },
  ]);
});

it('finds a container that never ran, unless it took the place of another', () => {
  const created = container('a', 'bulkhead-x', 'created');
  expect(find({ containers: [created], networks: [network('a')] })).toEqual([
    {
      kind: 'incomplete',
      agentId: 'a',
      name: 'x',
      objects: ['container bulkhead-x', 'network bulkhead-a'],
    },
  ]);
  const replacement = { ...created, Labels: { ...created.Labels, 'dev.bulkhead.replacement': 'true' } };
  expect(find({ containers: [replacement], networks: [network('a')] })).toEqual([]);
  expect(find({ containers: [container('a', 'bulkhead-x', 'exited')] })).toEqual([]);
});

it('leaves complete agents, kept workspaces and running work alone', () => {
  expect(find({ containers: [container('a', 'bulkhead-x')], networks: [network('a')] })).toEqual([]);
  expect(find({ workspaces: [volume('a', 'workspace')] })).toEqual([]);
  expect(find({ networks: [network('a')] }, ['a'])).toEqual([]);
});

it('brings the previous container back when its replacement never ran', () => {
  const containers = [container('a', 'bulkhead-x-old-a', 'exited'), container('a', 'bulkhead-x', 'created')];
  expect(find({ containers })).toEqual([
    {
      kind: 'unfinished-replacement',
      agentId: 'a',
      name: 'x',
      objects: ['container bulkhead-x'],
      remove: 'bulkhead-x',
      restore: { id: 'bulkhead-x-old-a', name: 'bulkhead-x' },
    },
  ]);
  expect(find({ containers }, ['a'])).toEqual([]);
});

it('drops the previous container when its replacement ran', () => {
  const containers = [container('a', 'bulkhead-x-old-a', 'exited'), container('a', 'bulkhead-x', 'exited')];
  expect(find({ containers })).toMatchObject([{ kind: 'replaced', remove: 'bulkhead-x-old-a' }]);
  expect(find({ containers: [container('a', 'bulkhead-very-old')] })).toEqual([]);
});

it('drops a replacement that never ran once the agent’s own container has another name', () => {
  const unused = {
    ...container('a', 'bulkhead-badger', 'created'),
    Labels: { ...labels('a'), 'dev.bulkhead.replacement': 'true' },
  };
  expect(find({ containers: [unused, container('a', 'bulkhead-fox', 'exited')] })).toMatchObject([
    { kind: 'replaced', name: 'fox', remove: 'bulkhead-badger' },
  ]);
});

it('gives the previous container its name back when it had no replacement yet', () => {
  expect(find({ containers: [container('a', 'bulkhead-x-old-a', 'exited')] })).toEqual([
    {
      kind: 'set-aside',
      agentId: 'a',
      name: 'x',
      objects: ['container bulkhead-x-old-a without its name'],
      restore: { id: 'bulkhead-x-old-a', name: 'bulkhead-x' },
    },
  ]);
});

it('finds the images of an interrupted recreation that no container runs', () => {
  const image = (Id: string, ...RepoTags: string[]) => ({ Id, RepoTags, Labels: labels('a') });
  const runImages = [image('1', 'bulkhead/run:a-1'), image('2', 'bulkhead/run:a-2')] as never;
  const running = { ...container('a', 'bulkhead-x'), Image: 'bulkhead/run:a-1', ImageID: '1' };
  expect(find({ containers: [running], runImages })).toMatchObject([
    { kind: 'half-snapshot', name: 'x', volumes: [], images: ['bulkhead/run:a-2'] },
  ]);
  expect(find({ containers: [running], runImages }, ['a'])).toEqual([]);
});

it('finds an image without a name, which a full disk left', () => {
  const runImages = [{ Id: 'sha256:1', RepoTags: [], Labels: labels('a') }] as never;
  const containers = [container('a', 'bulkhead-a')];
  expect(findLeftovers(objects({ containers, runImages }), () => false)).toMatchObject([
    { kind: 'half-snapshot', images: ['sha256:1'] },
  ]);
});
