import { expect, it } from 'vitest';
import { DEFAULT_MCP_GRANT } from '../../../electron/contract/mcp-grant.ts';
import { DEFAULT_GRANT_FORM, readGrant } from './grant-form.ts';

it('reads the budget that is there from the start', () => {
  expect(readGrant(DEFAULT_GRANT_FORM)).toEqual({ grant: DEFAULT_MCP_GRANT, problems: {} });
});

it.each([
  [{ agents: '' }, { agents: 'A whole number.' }],
  [{ agents: '1.5' }, { agents: 'A whole number.' }],
  [{ agents: '0' }, { agents: 'At least one agent.' }],
  [{ memory: '32m' }, { memory: 'At least 64 MiB of memory.' }],
  [{ memory: 'much' }, { memory: expect.any(String) }],
  [{ hours: 'all' }, { hours: 'A number of hours.' }],
  [{ hours: '1000' }, { hours: 'A lifetime is at most 30 days.' }],
])('explains what is wrong with %j', (change, problems) => {
  const read = readGrant({ ...DEFAULT_GRANT_FORM, ...change });
  expect(read.grant).toBeUndefined();
  expect(read.problems).toEqual(expect.objectContaining(problems));
});
