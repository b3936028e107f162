import { expect, it } from 'vitest';
import { agentSpecSchema } from '../contract/agent-spec.ts';
import { BASIC_TYPES } from '../contract/basic-types.ts';
import { UsageError } from './exit-code.ts';
import { type SpecOptions, specFrom, typeFor } from './spec.ts';

const noOptions: SpecOptions = {
  type: undefined,
  image: undefined,
  preset: undefined,
  runtime: undefined,
  memory: undefined,
  tmpSize: undefined,
  actWithoutAsking: undefined,
  cpus: undefined,
  pids: undefined,
  env: [],
  copy: undefined,
  folder: undefined,
  egress: undefined,
  allow: [],
  egressSet: [],
  group: undefined,
  publish: [],
  secret: [],
  tag: [],
  accept: [],
};
const place = { folder: '/projects', environment: { HERE: 'value' } };
const types = [
  BASIC_TYPES.shell,
  BASIC_TYPES.custom,
  { ...BASIC_TYPES.shell, id: 'asker', start: ['ask'], startWithoutAsking: ['ask', '--yes'] },
];
const of = (options: Partial<SpecOptions>, command: string[] = []) => {
  const all = { ...noOptions, ...options };
  return specFrom({ name: 'demo', options: all, command }, typeFor(all, types), { runtimes: [] }, place);
};

it('starts from the type and the Balanced preset', () => {
  const spec = of({});
  expect(spec).toMatchObject({ name: 'demo', type: 'shell', isolation: { preset: 'balanced' } });
  expect(agentSpecSchema.safeParse(spec).success).toBe(true);
});

it('takes what the options say', () => {
  const spec = of(
    {
      image: 'busybox:stable',
      preset: 'strict',
      memory: '1g',
      tmpSize: '300m',
      cpus: '0.5',
      pids: '64',
      env: ['A=1=2', 'HERE'],
      egress: 'allowlist',
      allow: ['example.com'],
      egressSet: ['npm', 'npm'],
      publish: ['8080:80'],
      tag: ['ci'],
    },
    ['sleep', '1'],
  );
  expect(spec).toMatchObject({
    type: 'custom',
    image: 'busybox:stable',
    command: ['sleep', '1'],
    env: [
      { name: 'A', value: '1=2' },
      { name: 'HERE', value: 'value' },
    ],
    resources: { memoryBytes: 1024 ** 3, cpus: 0.5, pids: 64 },
    isolation: { preset: 'strict', tmpBytes: 300 * 1024 ** 2 },
    egress: { mode: 'allowlist', allowedDomains: ['example.com'], sets: ['npm'] },
    ports: [{ containerPort: 80, hostPort: 8080 }],
    tags: ['ci'],
  });
});

it('acts without asking as the option says, or as the workspace has it', () => {
  const start = (options: Partial<SpecOptions>) => of({ type: 'asker', ...options }).start;
  expect(start({})).toEqual(['ask', '--yes']);
  expect(start({ folder: '.' })).toEqual(['ask']);
  expect(start({ actWithoutAsking: 'no' })).toEqual(['ask']);
  expect(start({ folder: '.', actWithoutAsking: 'yes' })).toEqual(['ask', '--yes']);
});

it.each([
  ['src', { kind: 'folder', path: '/projects/src', respectGitignore: false }],
  ['/abs', { kind: 'folder', path: '/abs', respectGitignore: false }],
  ['https://git.test/a/b.git#dev', { kind: 'repository', url: 'https://git.test/a/b.git', ref: 'dev' }],
  ['git@git.test:a/b.git', { kind: 'repository', url: 'git@git.test:a/b.git', ref: '' }],
])('copies from %s', (copy, source) => {
  expect(of({ copy }).workspace).toMatchObject({ kind: 'copy', source });
});

it.each<[string, Partial<SpecOptions>]>([
  ['an unknown type', { type: 'nope' }],
  ['an unknown preset', { preset: 'loose' }],
  ['an unknown mode', { egress: 'some' }],
  ['no number', { cpus: 'many' }],
  ['no size', { memory: 'much' }],
  ['a /tmp without a limit', { tmpSize: '0' }],
  ['a choice that the type does not have', { type: 'shell', actWithoutAsking: 'yes' }],
  ['a choice that is neither', { type: 'asker', actWithoutAsking: 'maybe' }],
  ['no variable', { env: ['1A=2'] }],
  ['no port', { publish: ['http'] }],
  ['two workspaces', { copy: '.', folder: '.' }],
])('refuses %s', (_, options) => {
  expect(() => of(options)).toThrow(UsageError);
});
