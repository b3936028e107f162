import { describe, expect, it } from 'vitest';
import type { SecretRecord } from '../contract/secrets.ts';
import { questionsAbout } from './secret-questions.ts';

const use = { kind: 'provider', provider: 'anthropic' } as unknown as SecretRecord['use'];
const elsewhere = { kind: 'custom', hosts: ['evil.test'] } as unknown as SecretRecord['use'];
const present: SecretRecord = { id: 's1', name: 'Key', use, source: { kind: 'typed' }, revision: 1 };
const fields = (change: Parameters<typeof questionsAbout>[1], of: SecretRecord | undefined = present) =>
  questionsAbout(of, change).map(({ field }) => field);

describe('saving a secret', () => {
  it('asks nothing for what a page typed itself, or renamed', () => {
    expect(fields({ name: 'Key', use, source: { kind: 'typed' }, value: 'x' }, undefined)).toEqual([]);
    expect(fields({ name: 'Other', use, source: { kind: 'typed' } })).toEqual([]);
    expect(fields({ name: 'Key', use: elsewhere, source: { kind: 'typed' }, value: 'new' })).toEqual([]);
  });

  it('asks before a stored value goes to other places', () => {
    const [question] = questionsAbout(present, { name: 'Key', use: elsewhere, source: { kind: 'typed' } });
    expect(question).toMatchObject({ field: 'use', detail: expect.stringContaining('evil.test') });
  });

  it.each([
    { kind: 'command', command: 'cat /etc/passwd' },
    { kind: 'file', path: '/etc/passwd' },
    { kind: 'environment', variable: 'AWS_SECRET_ACCESS_KEY' },
  ] as const)('asks before it takes a value from %j', (source) => {
    expect(fields({ name: 'Key', use, source })).toEqual(['source']);
    expect(fields({ name: 'Key', use, source }, { ...present, source })).toEqual([]);
  });
});
