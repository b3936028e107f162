import { expect, it } from 'vitest';
import { agentSpecSchema } from './agent-spec.ts';
import { groupNameSchema, groupOf, groupProblem } from './group.ts';
import { defaultSpec } from './presets.ts';

it.each(['web', 'Team-1', 'parallax-agents', 'a.b_c'])('accepts the group %s', (name) => {
  expect(groupNameSchema.parse(name)).toBe(name);
});

it.each(['', ' ', 'a b', '-a', 'x'.repeat(61), 'host', 'Bridge', 'none', 'default', 'container:x', '../x'])(
  'refuses the group “%s”',
  (name) => expect(groupNameSchema.safeParse(name).success).toBe(false),
);

it('reads what a person typed, where nothing is no group', () => {
  expect(groupOf('  ')).toBeNull();
  expect(groupProblem('  ')).toBeUndefined();
  expect(groupOf(' web ')).toBe('web');
  expect(groupProblem(' web ')).toBeUndefined();
  expect(groupProblem('host')).toContain('network of the engine');
});

it('is none in the labels of earlier versions', () => {
  const { group: _group, ...older } = { ...defaultSpec('shell', 'balanced'), name: 'otter' };
  expect(agentSpecSchema.parse(older).group).toBeNull();
});
