import { expect, it } from 'vitest';
import { sampleSpec } from '../../electron/contract/agent.fixture.ts';
import { privateCopy } from '../../electron/contract/agent-spec.ts';
import { BASIC_TYPES } from '../../electron/contract/basic-types.ts';
import { taskRequestSchema } from '../../electron/contract/task.ts';
import { remember } from '../new-agent/memory/remembered.ts';
import { initialTaskForm, type TaskForm, taskFrom, taskTypes, withTypesUsed } from './task-form.ts';

const tool = {
  ...BASIC_TYPES.shell,
  id: 'tool',
  task: { command: ['tool', '{prompt}'], followUp: [], output: 'text' as const },
};
const other = { ...tool, id: 'other', egress: { sets: ['npm'], domains: [] } };
const types = [tool, other];
const sources = { types, memory: [], secrets: [], facts: undefined };
const form = (change: Partial<TaskForm> = {}): TaskForm => ({
  ...initialTaskForm(types, []),
  prompt: 'Fix it',
  project: '/home/me/shop',
  ...change,
});

it('offers the types whose program takes a prompt, and begins with the one used last', () => {
  expect(taskTypes([BASIC_TYPES.shell, tool])).toEqual([tool]);
  const memory = remember(remember([], sampleSpec({ type: 'other' }), 1), sampleSpec({ type: 'shell' }), 2);
  expect(initialTaskForm(types, memory).counts).toEqual({ tool: '0', other: '1' });
  expect(initialTaskForm(types, []).counts).toEqual({ tool: '1', other: '0' });
});

it('makes as many agents of each type as are asked for, on private copies, with the type’s egress', () => {
  const made = taskFrom(form({ counts: { tool: '1', other: ' 2 ' }, check: ' npm test ' }), sources);
  if ('errors' in made) throw new Error(JSON.stringify(made.errors));
  expect(taskRequestSchema.safeParse(made.input).success).toBe(true);
  expect(made.input.check).toBe('npm test');
  expect(made.input.attempts.map(({ type }) => type)).toEqual(['tool', 'other', 'other']);
  expect(made.input.attempts[2]).toMatchObject({
    workspace: { kind: 'copy', source: { kind: 'folder', path: '/home/me/shop' } },
    egress: { mode: 'allowlist', sets: ['npm'] },
  });
});

it('copies a repository at a ref', () => {
  const made = taskFrom(form({ project: 'https://x.test/y.git#next' }), sources);
  expect(made).toMatchObject({
    input: {
      attempts: [{ workspace: { source: { kind: 'repository', url: 'https://x.test/y.git', ref: 'next' } } }],
    },
  });
});

it('uses the last choices for the project, without what only one agent can have', () => {
  const last = sampleSpec({
    type: 'tool',
    workspace: privateCopy(
      { kind: 'folder', path: '/home/me/shop', respectGitignore: true },
      { masks: ['.env'] },
    ),
    group: 'pair',
    ports: [{ containerPort: 3000, hostPort: 8080 }],
    resources: { memoryBytes: 2 ** 30, cpus: 2, pids: 99 },
  });
  const made = taskFrom(form(), { ...sources, memory: remember([], last, 1) });
  expect(made).toMatchObject({
    input: {
      attempts: [
        {
          workspace: { source: { respectGitignore: true }, masks: ['.env'] },
          resources: last.resources,
          group: null,
          ports: [],
        },
      ],
    },
  });
});

it.each([
  [{ prompt: ' ' }, 'prompt'],
  [{ prompt: 'x'.repeat(1_000_000) }, 'prompt'],
  [{ project: '' }, 'project'],
  [{ counts: {} }, 'attempts'],
  [{ counts: { tool: '11' } }, 'attempts'],
  [{ counts: { tool: 'some' } }, 'attempts'],
  [{ counts: { tool: '6', other: '5' } }, 'attempts'],
  [{ check: 'a\0b' }, 'check'],
] as [Partial<TaskForm>, string][])('says what is wrong: %#', (change, field) => {
  expect(taskFrom(form(change), sources)).toEqual({ errors: { [field]: expect.any(String) } });
});

it('remembers the types, and leaves the choices for agents as they are', () => {
  const made = taskFrom(form({ counts: { tool: '1', other: '1' } }), sources);
  if ('errors' in made) throw new Error('no request');
  const before = remember([], { ...sampleSpec(), ...made.input.attempts[1], ports: [], group: 'pair' }, 1);
  const after = withTypesUsed(before, made.input.attempts, 2);
  expect(after.map(({ type, at }) => [type, at])).toEqual([
    ['tool', 2],
    ['other', 2],
  ]);
  expect(after[1]?.choices?.group).toBe('pair');
});

it('lets agents on an issue reach only what their type needs, whatever was chosen before', () => {
  const egress = {
    ...sampleSpec().egress,
    mode: 'full' as const,
    allowedDomains: ['x.test'],
    sets: ['pypi'],
  };
  const bare = { ...tool, id: 'bare', egress: { sets: [], domains: [] } };
  const project = '/home/me/shop';
  const workspace = privateCopy({ kind: 'folder', path: project, respectGitignore: false });
  const memory = remember([], sampleSpec({ type: 'other', workspace, egress }), 1);
  const egressOf = (issue: string) => {
    const counts = { bare: '1', other: '1' };
    const made = taskFrom(form({ counts, issue }), { ...sources, types: [bare, other], memory });
    if ('errors' in made) throw new Error(JSON.stringify(made.errors));
    return made.input.attempts.map(({ egress: { mode, sets } }) => [mode, ...sets]);
  };
  expect(egressOf('')).toContainEqual(['full', 'pypi']);
  expect(egressOf('https://github.com/o/p/issues/7')).toEqual([['off'], ['allowlist', 'npm']]);
});
