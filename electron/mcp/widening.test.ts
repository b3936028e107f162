import { expect, it } from 'vitest';
import { sampleSpec } from '../contract/agent.fixture.ts';
import { bareEgress, privateCopy } from '../contract/agent-spec.ts';
import { egressWidenings, specWidenings } from './widening.ts';

const base = { ...bareEgress('allowlist', ['example.com']), sets: ['npm'] };
const subjects = (wanted: typeof base) => egressWidenings(base, wanted).map(({ subject }) => subject);

it('calls no narrower egress a widening', () => {
  expect(subjects(base)).toEqual([]);
  expect(subjects({ ...bareEgress('off'), sets: [] })).toEqual([]);
  expect(subjects({ ...base, allowedDomains: ['EXAMPLE.com'] })).toEqual([]);
});

it('names each host, set and mode that an egress adds', () => {
  expect(subjects({ ...base, mode: 'full' })).toEqual(['everything public (mode Full)']);
  expect(subjects({ ...base, allowedDomains: ['example.com', '*.example.com', 'example.com:8080'] })).toEqual(
    ['*.example.com', 'example.com:8080'],
  );
  expect(subjects({ ...base, sets: ['npm', 'pypi'] })).toEqual(['the hosts of the set “pypi”']);
  expect(egressWidenings(bareEgress('off'), bareEgress('allowlist'))).toHaveLength(1);
});

it('asks about an entry that is no host, which the engine host refuses', () => {
  expect(subjects({ ...base, allowedDomains: ['http://x'] })).toEqual(['http://x']);
});

it('names the secrets of a new agent and the address of a repository', () => {
  const secretId = 'a'.repeat(24);
  const spec = sampleSpec({
    secrets: [{ secretId, delivery: 'gateway' }],
    workspace: privateCopy({ kind: 'repository', url: 'https://example.com/r', ref: '' }),
  });
  expect(specWidenings(spec, sampleSpec())).toEqual([
    { kind: 'egress', subject: 'a copy of https://example.com/r' },
    { kind: 'secret', subject: secretId },
  ]);
});
