import { describe, expect, it } from 'vitest';
import { BASIC_TYPES } from '../../contract/basic-types.ts';
import type { SecretRecord } from '../../contract/secrets.ts';
import { type AttemptOptions, attemptSpecs, countedType } from './attempt-specs.ts';

const writer = {
  ...BASIC_TYPES.shell,
  status: 'ok' as const,
  id: 'writer',
  promptCommand: ['tool', '{prompt}'],
  credentials: [{ provider: 'anthropic' }],
};
const reader = { ...writer, id: 'reader', credentials: [] };
const secret = { id: 'key', name: 'Key', use: { kind: 'provider', provider: 'anthropic' } } as SecretRecord;
const known = { types: [writer, reader], facts: { runtimes: [] }, secrets: [secret] };
const place = { folder: '/home/me', environment: {} };
const options = {
  preset: undefined,
  runtime: undefined,
  memory: undefined,
  cpus: undefined,
  pids: undefined,
  env: [],
  egress: undefined,
  allow: [],
  egressSet: [],
  tag: [],
  accept: [],
};
const specs = (agents: string[], change: Partial<AttemptOptions> = {}, project = 'shop') =>
  attemptSpecs({ agents, project, options: { ...options, ...change } }, known, place);

describe('--agent', () => {
  it('names a type, and how many', () => {
    expect(countedType('writer')).toEqual({ type: 'writer', count: 1 });
    expect(countedType('writer=3')).toEqual({ type: 'writer', count: 3 });
  });

  it.each(['writer=', 'writer=0', 'writer=11', 'writer=-1', 'writer=x'])('refuses %s', (text) => {
    expect(() => countedType(text)).toThrow('a whole number from 1 to 10');
  });
});

describe('the agents of a task', () => {
  it('work on copies of the project, with the credentials of their type', () => {
    const made = specs(['writer=2', 'reader'], { memory: '1g' });
    expect(made.map(({ type }) => type)).toEqual(['writer', 'writer', 'reader']);
    expect(made[0]).toMatchObject({
      workspace: { kind: 'copy', source: { kind: 'folder', path: '/home/me/shop' } },
      secrets: [{ secretId: 'key', delivery: 'gateway' }],
      resources: { memoryBytes: 2 ** 30 },
    });
    expect(made[2]?.secrets).toEqual([]);
    expect(specs(['reader'], {}, 'https://git.example.com/shop.git#main')[0]?.workspace).toMatchObject({
      source: { kind: 'repository', url: 'https://git.example.com/shop.git', ref: 'main' },
    });
  });

  it('are some, of types that exist, and not too many', () => {
    expect(() => specs([])).toThrow('Name the agents');
    expect(() => specs(['nobody'])).toThrow('There is no agent type “nobody”');
    expect(() => specs(['writer=6', 'reader=5'])).toThrow('these are 11');
  });
});
