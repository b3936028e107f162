import { expect, it } from 'vitest';
import { agentNameSchema } from '../../contract/agent-spec.ts';
import { slugOf } from '../../contract/slug.ts';
import { snapshotNameSchema } from '../../contract/snapshots.ts';
import { agentNames, snapshotName, titleOf } from './task-names.ts';

it('takes the first line with anything in it for the title, and writes out what nobody sees', () => {
  expect(titleOf('\n  Fix   the\tlog-in  \nand more')).toBe('Fix the log-in');
  expect(titleOf(`a\u202eb\u0007`)).toBe('a\\u{202e}b\\u{7}');
  const long = titleOf('😀'.repeat(200));
  expect([...long]).toHaveLength(101);
  expect(long.endsWith('😀…')).toBe(true);
});

it.each([
  ['Fix the log-in!', 'fix-the-log-in'],
  ['Répare la connexion', 'repare-la'],
  ['修正', 'task'],
  ['--help', 'help'],
  ['x'.repeat(200), 'x'.repeat(16)],
  ['one two three four five six seven eight nine', 'one-two-three'],
])('begins the names of agents for %j with %s', (title, slug) => {
  expect(slugOf(title, 16)).toBe(slug);
  expect(agentNameSchema.safeParse(`${slug}-10`).success).toBe(true);
});

it('numbers the agents of a task in a row, past names that are taken', () => {
  expect(agentNames('fix', 2, new Set())).toEqual(['fix-1', 'fix-2']);
  expect(agentNames('fix', 2, new Set(['fix-2', 'other']))).toEqual(['fix-3', 'fix-4']);
});

it('names a snapshot after the task and the round, whatever the title is', () => {
  expect(snapshotName('Fix it', 2)).toBe('Fix it, before round 2');
  for (const title of ['x'.repeat(100), '😀'.repeat(100)])
    expect(snapshotNameSchema.parse(snapshotName(title, 12))).toMatch(/^(x|😀)+, before round 12$/u);
});
