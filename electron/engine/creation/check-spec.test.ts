import { expect, it } from 'vitest';
import type { AgentSpec } from '../../contract/agent-spec.ts';
import { agentNameSchema, agentSpecSchema, bareEgress, MIB } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import { defaultSpec } from '../../contract/presets.ts';
import { facts } from '../sandbox/facts.fixture.ts';
import { checkSpec, warningsFor } from './check-spec.ts';

const spec: AgentSpec = { ...defaultSpec('shell', 'balanced'), name: 'otter' };
const withIsolation = (isolation: Partial<AgentSpec['isolation']>): Partial<AgentSpec> => ({
  isolation: { ...spec.isolation, ...isolation },
});

function problem(change: Partial<AgentSpec>, seccompProfile?: string) {
  try {
    checkSpec({ ...spec, ...change }, facts, { names: ['bulkhead-badger', 'otter'], seccompProfile });
    return undefined;
  } catch (error) {
    if (error instanceof AppFailure) return [error.error.type, error.error.field];
    throw error;
  }
}

it('has nothing against a default spec', () => {
  expect(problem({})).toBeUndefined();
});

it.each<[string, Partial<AgentSpec>, string, string]>([
  ['a name that is taken', { name: 'badger' }, 'name-taken', 'name'],
  ['a malformed image', { image: 'UPPER:x:y' }, 'invalid-input', 'image'],
  [
    'more memory than there is',
    { resources: { ...spec.resources, memoryBytes: 2 ** 40 } },
    'resource-limit',
    'resources.memoryBytes',
  ],
  ['1000 CPUs', { resources: { ...spec.resources, cpus: 1000 } }, 'resource-limit', 'resources.cpus'],
  ['too many processes', { resources: { ...spec.resources, pids: 1e9 } }, 'resource-limit', 'resources.pids'],
  ['an unknown runtime', withIsolation({ runtime: 'kata' }), 'runtime-missing', 'isolation.runtime'],
  [
    'a custom profile without one',
    withIsolation({ seccomp: { kind: 'custom', name: 'x' } }),
    'seccomp-invalid',
    'isolation.seccomp',
  ],
  // The kernel takes 0 as no limit.
  ['a /tmp without a limit', withIsolation({ tmpBytes: 0 }), 'resource-limit', 'isolation.tmpBytes'],
  ['a /tmp of negative size', withIsolation({ tmpBytes: -1 }), 'resource-limit', 'isolation.tmpBytes'],
  [
    'a variable twice',
    {
      env: [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
    },
    'invalid-input',
    'env',
  ],
  ['NUL in a value', { env: [{ name: 'A', value: '\0' }] }, 'invalid-input', 'env'],
  ['NUL in the command', { command: ['a\0'] }, 'invalid-input', 'command'],
  [
    'nonsense as a domain',
    { egress: bareEgress('allowlist', ['http://x/']) },
    'invalid-input',
    'egress.allowedDomains',
  ],
])('refuses %s', (_, change, type, field) => {
  expect(problem(change)).toEqual([type, field]);
});

it.each(['', 'a b', '-a', 'a'.repeat(300), 'ä', 'a/b'])('refuses the name %j by schema', (name) => {
  expect(agentNameSchema.safeParse(name).success).toBe(false);
});

it.each([
  ['memoryBytes', 0],
  ['memoryBytes', 1024],
  ['memoryBytes', Number.NaN],
  ['cpus', 0],
  ['cpus', -1],
  ['pids', 0],
])('refuses %s %d by schema, in words', (field, value) => {
  const result = agentSpecSchema.safeParse({ ...spec, resources: { ...spec.resources, [field]: value } });
  expect(result.error?.issues[0]?.path).toEqual(['resources', field]);
});

it.each([
  '{',
  '[]',
  '{}',
  '{"defaultAction":"ALLOW"}',
  '{"defaultAction":"SCMP_ACT_ERRNO","syscalls":[{}]}',
  '',
])('takes %j for no seccomp profile', (text) => {
  expect(problem(withIsolation({ seccomp: { kind: 'custom', name: 'x' } }), text)?.[0]).toBe(
    'seccomp-invalid',
  );
});

it('takes a custom profile', () => {
  const profile =
    '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["bpf"],"action":"SCMP_ACT_ERRNO"}]}';
  expect(problem(withIsolation({ seccomp: { kind: 'custom', name: 'x' } }), profile)).toBeUndefined();
});

it('warns of more memory promised than there is, and of too few processes', () => {
  const small = { ...spec, resources: { ...spec.resources, pids: 16 } };
  expect(warningsFor(spec, facts, 0)).toEqual([]);
  expect(warningsFor(small, facts, facts.memoryBytes - 100 * MIB).map(({ field }) => field)).toEqual([
    'resources.memoryBytes',
    'resources.pids',
  ]);
});
