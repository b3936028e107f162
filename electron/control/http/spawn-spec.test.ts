import { describe, expect, it } from 'vitest';
import { MIB } from '../../contract/agent-spec.ts';
import { BASIC_TYPES } from '../../contract/basic-types.ts';
import { DEFAULT_MASKS } from '../../contract/masks.ts';
import { inRequest, spawnDefaults, spawnSchema, spawnSpec } from './spawn-spec.ts';

const types = [
  { ...BASIC_TYPES.shell, id: 'claude-code' },
  { ...BASIC_TYPES.shell, id: 'asker', start: ['ask'], startWithoutAsking: ['ask', '--yes'] },
  { status: 'broken', id: 'broken', origin: 'own', file: 'f', problem: 'p' } as const,
];
const spec = (body: object, env = {}) =>
  spawnSpec(spawnSchema.parse({ name: 'one', type: 'claude', ...body }), types, spawnDefaults(env));

it('takes the limits of the request, of the environment, or 512 MiB and half a CPU', () => {
  expect(spec({}).resources).toMatchObject({ memoryBytes: 512 * MIB, cpus: 0.5 });
  expect(spec({}, { DEFAULT_MEMORY: '1g', DEFAULT_CPU: '2' }).resources).toMatchObject({
    memoryBytes: 1024 * MIB,
    cpus: 2,
  });
  expect(spec({ resources: { memory: '2g', cpu: 1 } }).resources).toMatchObject({
    memoryBytes: 2048 * MIB,
    cpus: 1,
  });
  expect(spec({ resources: { tmpSize: '1g' } }).isolation.tmpBytes).toBe(1024 * MIB);
  expect(() => spawnDefaults({ DEFAULT_CPU: 'many' })).toThrow('number of CPUs');
});

it('lets the agent act without asking where it changes no folder of this machine, unless the request says', () => {
  const acts = (body: object) => spec({ type: 'asker', ...body }).actsWithoutAsking;
  expect([acts({}), acts({ volumes: ['/a:/b'] })]).toEqual([true, false]);
  expect([acts({ actsWithoutAsking: false }), acts({ volumes: ['/a:/b'], actsWithoutAsking: true })]).toEqual(
    [false, true],
  );
});

it('mounts volumes where they are wanted, the first as the workspace too', () => {
  expect(spec({ volumes: ['/host/data:/data:ro', '/host/more:/more'] }).workspace).toEqual({
    kind: 'host-folder',
    path: '/host/data',
    readOnly: true,
    mirrorPath: false,
    masks: [...DEFAULT_MASKS],
    standIns: [],
    folders: [
      { path: '/host/data', target: '/data', readOnly: true },
      { path: '/host/more', target: '/more', readOnly: false },
    ],
  });
});

it('passes the environment', () => {
  expect(spec({ env: { API_KEY: 'sk-1' } }).env).toContainEqual({ name: 'API_KEY', value: 'sk-1' });
});

it('joins the group of the request, of the environment, or none', () => {
  expect(spec({}).group).toBeNull();
  expect(spec({}, { DOCKER_NETWORK: 'parallax-agents' }).group).toBe('parallax-agents');
  expect(spec({ network: 'custom-network' }, { DOCKER_NETWORK: 'parallax-agents' }).group).toBe(
    'custom-network',
  );
  expect(() => spawnDefaults({ DOCKER_NETWORK: 'host' })).toThrow('network of the engine');
});

describe('refused', () => {
  it.each([
    ['the host’s network', { network: 'host' }, 'network-error', 'network'],
    ['another container’s network', { network: 'container:db' }, 'network-error', 'network'],
    ['a type that is not there', { type: 'none' }, 'image-not-found', 'type'],
    ['a type that is broken', { type: 'broken' }, 'image-not-found', 'type'],
    ['a volume by name', { volumes: ['data'] }, 'invalid-input', 'volumes.0'],
    ['a volume with options of the engine', { volumes: ['/a:/b:z'] }, 'invalid-input', 'volumes.0'],
    ['a /tmp without a limit', { resources: { tmpSize: '0' } }, 'invalid-input', 'resources.tmpSize'],
    ['memory that is none', { resources: { memory: 'much' } }, 'invalid-input', 'resources.memory'],
  ])('is %s', (_, body, type, field) => {
    expect(() => spec(body)).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ type, field }) }),
    );
  });
});

it.each([
  ['resources.memoryBytes', 'resources.memory'],
  ['workspace.path', 'volumes.0'],
  ['workspace.folders.1.target', 'volumes.1'],
  ['name', 'name'],
])('names the field %s of the spec as the request does', (field, name) => {
  expect(inRequest({ type: 'invalid-input', message: 'm', actions: [], field })).toMatchObject({
    field: name,
  });
});
