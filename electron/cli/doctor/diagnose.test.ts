import { expect, it } from 'vitest';
import type { EndpointProbe } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import { diagnose } from './diagnose.ts';
import type { DoctorFacts } from './facts.ts';

const facts: DoctorFacts = {
  version: '1.0.0',
  node: 'v24.0.0',
  platform: 'linux x64',
  dataPath: '/data',
  host: 'running',
  engine: { status: 'unknown' },
  leftovers: [],
  drifted: [],
};

it('says how to reach an engine, and shows no password of an address', () => {
  const { error } = new AppFailure({
    type: 'engine-permission-denied',
    message: 'Not allowed: “tcp://me:hunter2/@host:2376”.',
  });
  const probe: EndpointProbe = {
    endpoint: { url: 'tcp://me:hunter2@host:2376', source: 'DOCKER_HOST', label: 'Docker' },
    reachable: false,
    error,
  };
  const checks = diagnose({ ...facts, engine: { status: 'unreachable', error, tried: [probe] } });
  expect(checks).toContainEqual(
    expect.objectContaining({ state: 'problem', subject: 'engine', fix: expect.stringContaining('usermod') }),
  );
  expect(JSON.stringify(checks)).toContain('tcp://host:2376');
  expect(JSON.stringify(checks)).not.toContain('hunter2');
});

it('names the engine that another one replaces', () => {
  const probe: EndpointProbe = {
    endpoint: { url: 'unix:///var/run/docker.sock', source: 'socket', label: 'Docker' },
    reachable: false,
    error: new AppFailure({ type: 'engine-permission-denied', message: 'Not allowed.' }).error,
  };
  const engine = {
    status: 'connected',
    endpoint: probe.endpoint,
    facts: { runtimes: [] },
    passedOver: [probe],
  };
  expect(diagnose({ ...facts, engine: engine as unknown as DoctorFacts['engine'] })).toContainEqual({
    state: 'note',
    subject: 'tried unix:///var/run/docker.sock',
    detail: 'Not allowed.',
  });
});

it('reports a full disk, agents that drifted, leftovers and a host that cannot start', () => {
  const checks = diagnose({
    ...facts,
    hostProblem: 'No folder.',
    freeBytes: 1024,
    drifted: ['demo'],
    leftovers: ['half'],
  });
  expect(checks.map(({ state, subject }) => `${state} ${subject}`)).toEqual([
    'good Bulkhead',
    'problem engine host',
    'problem engine',
    'problem disk',
    'note leftover',
    'problem drift',
  ]);
});
