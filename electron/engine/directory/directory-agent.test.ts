import { describe, expect, it } from 'vitest';
import { sampleSpec } from '../../contract/agent.fixture.ts';
import { specForLabel } from '../objects/spec-label.ts';
import { hardenedInspect } from '../posture/inspect.fixture.ts';
import { chooseContainer, limitsOf, readSpec, toAgent } from './directory-agent.ts';

const spec = sampleSpec({
  image: 'debian:12',
  resources: { memoryBytes: 2 ** 30, cpus: 2, pids: 100 },
});
const idle = { reachable: true, activity: undefined };
const labelled = (label: string, rest: Parameters<typeof hardenedInspect>[0] = {}) =>
  hardenedInspect({
    ...rest,
    config: { Labels: { 'dev.bulkhead.agent': 'a1', 'dev.bulkhead.spec': label }, Image: 'base:tag' },
  });

describe('toAgent', () => {
  it('lets what is in force win over what was asked for', () => {
    const agent = toAgent(
      labelled(specForLabel(spec), { Name: '/bulkhead-badger', host: { Memory: 2 ** 29, PidsLimit: null } }),
      idle,
    );
    expect(agent).toMatchObject({
      id: 'a1',
      name: 'badger',
      image: 'debian:12',
      limits: { memoryBytes: 2 ** 29, cpus: 1, pids: 0 },
      spec: { name: 'badger', resources: { memoryBytes: 2 ** 29, cpus: 1, pids: 100 } },
    });
  });

  it.each(['', 'nonsense', '{"version":1}', '[]'])('lists an agent whose spec label is %j', (label) => {
    const agent = toAgent(labelled(label), idle);
    expect(agent).toMatchObject({ spec: null, specProblem: 'unreadable spec', image: 'base:tag' });
  });

  it('names the workspace volume', () => {
    const mount = {
      Type: 'volume',
      Name: 'bulkhead-a1-workspace',
      Source: '/x',
      Destination: '/workspace',
      RW: true,
    };
    expect(toAgent(labelled('', { Mounts: [mount] }), idle).workspaceVolume).toBe('bulkhead-a1-workspace');
  });

  it('hides the suffix of a container that is being replaced, and no other', () => {
    const named = (name: string) => toAgent(labelled('', { Name: `/bulkhead-${name}` }), idle).name;
    expect(named('otter-old-a1')).toBe('otter');
    expect(named('otter-old')).toBe('otter-old');
    expect(named('otter-old-b2')).toBe('otter-old-b2');
  });
});

describe('of two containers of an agent', () => {
  const old = labelled('', { Id: 'old', Name: '/bulkhead-x-old-a1', Created: '2027-01-01T00:00:00Z' });
  const replacement = (Status: string) => {
    const inspect = labelled('', { Id: 'new', Name: '/bulkhead-x' });
    return { ...inspect, State: { ...inspect.State, Status } };
  };

  it.each(['running', 'exited'])('the one that replaces the previous one is chosen: %s', (status) => {
    expect(chooseContainer([old, replacement(status)], undefined)?.Id).toBe('new');
    expect(chooseContainer([old], undefined)?.Id).toBe('old');
  });

  it('the previous one is chosen when the other never ran and nothing makes it', () => {
    expect(chooseContainer([old, replacement('created')], undefined)?.Id).toBe('old');
    expect(chooseContainer([old, replacement('created')], 'recreate')?.Id).toBe('new');
    expect(chooseContainer([replacement('created')], undefined)?.Id).toBe('new');
  });
});

it('reads CPUs from a quota too, and unlimited as 0', () => {
  expect(limitsOf({ CpuQuota: 150_000 })).toEqual({ memoryBytes: 0, cpus: 1.5, pids: 0 });
  expect(limitsOf({ PidsLimit: -1, CpuQuota: -1 })).toEqual({ memoryBytes: 0, cpus: 0, pids: 0 });
});

it('reads back its own label', () => {
  expect(readSpec(specForLabel(spec))).toEqual(spec);
});
