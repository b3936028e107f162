import { expect, it } from 'vitest';
import { SCOPES } from '../../control/scope.ts';
import { scopeOf } from '../tool.ts';
import { ALL_TOOLS } from './all-tools.ts';

it('needs the scope that the calls of each tool need', () => {
  expect(Object.fromEntries(ALL_TOOLS.map((tool) => [tool.name, scopeOf(tool)]))).toEqual({
    list_agents: 'read',
    logs: 'read',
    changes: 'read',
    exec: 'run',
    read_file: 'run',
    write_file: 'run',
    start_agent: 'run',
    verify: 'run',
    create_agent: 'manage',
    snapshot: 'manage',
    restore: 'manage',
    remove_agent: 'manage',
    change_egress: 'manage',
    apply_changes: 'manage',
    create_task: 'manage',
    list_tasks: 'read',
  });
});

it('makes calls for persons in the one tool that always asks', () => {
  const forPersons = ALL_TOOLS.filter(({ calls }) => calls.some((call) => SCOPES[call] === 'person'));
  expect(forPersons.map(({ name }) => name)).toEqual(['apply_changes']);
});

it('calls no tool harmless that changes something', () => {
  const harmless = ALL_TOOLS.filter(({ readOnly }) => readOnly);
  expect(harmless.map(({ name }) => name)).toEqual([
    'list_agents',
    'read_file',
    'logs',
    'changes',
    'list_tasks',
  ]);
  expect(harmless.every(({ destructive }) => !destructive)).toBe(true);
});
