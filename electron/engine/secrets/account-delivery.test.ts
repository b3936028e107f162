import { describe, expect, it } from 'vitest';
import { type BroughtFile, deliverAccounts } from './account-delivery.ts';
import type { FileOutcome } from './account-files.ts';

const account = (secretId: string, path: string) => ({
  secretId,
  name: secretId,
  mark: `mark-${secretId}`,
  files: [{ path, text: `{"token":"mark-${secretId}"}` }],
});

/** Delivers to an agent in which every file meets the outcome. Returns the files that were brought, and the problems. */
async function deliver(
  accounts: ReturnType<typeof account>[],
  brought = new Map<string, BroughtFile>(),
  outcome: FileOutcome = 'done',
) {
  const files: string[] = [];
  const problems = await deliverAccounts(accounts, brought, async ({ path, text }) => {
    files.push(`${text === null ? 'remove' : 'write'} ${path}`);
    return outcome;
  });
  return { files, problems, brought };
}

describe('deliverAccounts', () => {
  it('writes each file once in a run', async () => {
    const { files, brought } = await deliver([account('a', 'x.json')]);
    expect(files).toEqual(['write x.json']);
    expect((await deliver([account('a', 'x.json')], brought)).files).toEqual([]);
  });

  it('removes the file of an account that the agent lost, and writes that of another account', async () => {
    const { brought } = await deliver([account('a', 'x.json')]);
    expect((await deliver([account('b', 'x.json')], brought)).files).toEqual([
      'remove x.json',
      'write x.json',
    ]);
    expect((await deliver([], brought)).files).toEqual(['remove x.json']);
  });

  it.each([
    ['foreign', 'holds another sign-in'],
    ['unwritable', 'cannot be written'],
  ] as const)('tells of a file that is %s, and tries again', async (outcome, problem) => {
    const { problems, brought } = await deliver([account('a', 'x.json')], new Map(), outcome);
    expect(problems.get('a')).toContain(problem);
    expect((await deliver([account('a', 'x.json')], brought)).files).toEqual(['write x.json']);
  });

  it('takes one that is there already', async () => {
    expect((await deliver([account('a', 'x.json')], new Map(), 'present')).problems.size).toBe(0);
  });

  it('leaves settings of the person alone without a word', async () => {
    const settings = { ...account('a', 's.json'), files: [{ path: 's.json', text: '{}' }] };
    expect((await deliver([settings], new Map(), 'foreign')).problems.size).toBe(0);
  });
});
