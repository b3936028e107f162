import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { gitIn, hostRepository, listed } from '../harness/agents/changes-fixture.ts';
import { type CopyProvisioning, copyProvisioning } from '../harness/agents/copy-provisioning.ts';
import { inAgent } from '../harness/agents/provisioning.ts';

const scope = new Scope();
let changes: CopyProvisioning['changes'];
let copyOf: CopyProvisioning['copyOf'];
let run: CopyProvisioning['run'];
let done: CopyProvisioning['done'];

beforeAll(async () => {
  ({ changes, copyOf, run, done } = await copyProvisioning(scope));
});
afterAll(() => scope.dispose());

it('makes a branch of the agent’s commits and of what it has not committed, without running a hook', async () => {
  const folder = hostRepository(scope, { 'a.txt': 'a\n' });
  const canary = join(folder, '.git', 'hook-ran');
  for (const hook of ['reference-transaction', 'post-merge', 'post-checkout', 'post-update']) {
    writeFileSync(join(folder, '.git/hooks', hook), `#!/bin/sh\necho ${hook} >> ${canary}\n`, {
      mode: 0o755,
    });
  }
  const agentId = await copyOf(folder, 'apply-branch');
  const head = gitIn(folder, 'rev-parse', 'HEAD').trim();
  await inAgent('apply-branch', 'cd /workspace; echo b > a.txt; echo n > new.txt');
  const { stamp } = (await listed(changes, agentId)).summary;
  const make = (branch: string, seen = stamp) =>
    changes.branch({ agentId, branch, message: 'What the agent did', seen });
  await done(make('agent/work'));
  expect(gitIn(folder, 'log', '--format=%s', 'agent/work').trim().split('\n')).toEqual([
    'What the agent did',
    'First',
  ]);
  expect(gitIn(folder, 'show', 'agent/work:a.txt')).toBe('b\n');
  expect(gitIn(folder, 'rev-parse', 'HEAD').trim()).toBe(head);
  expect(gitIn(folder, 'status', '--porcelain')).toBe('');
  expect(existsSync(canary)).toBe(false);
  expect(await run(make('agent/work'))).toMatchObject({ status: 'failed', error: { type: 'name-taken' } });

  await inAgent('apply-branch', 'cd /workspace; echo later > a.txt');
  expect(await run(make('agent/later'))).toMatchObject({ status: 'failed', error: { type: 'conflict' } });
  expect(gitIn(folder, 'branch', '--list', 'agent/later')).toBe('');
});

it('brings nothing into a branch that .gitignore keeps out of the list', async () => {
  const folder = hostRepository(scope, { 'a.txt': 'a\n', '.gitignore': '*.key\n' });
  const agentId = await copyOf(folder, 'apply-ignored', 'node:24-slim');
  await inAgent(
    'apply-ignored',
    `cd /workspace; echo b > a.txt; echo SECRET > x.key; git add -f x.key
     git -c user.name=t -c user.email=t@t commit -qam Work`,
  );
  const { summary, files } = await listed(changes, agentId);
  expect([...files.keys()]).toEqual(['a.txt']);
  const request = { agentId, branch: 'work', message: 'm', seen: summary.stamp };
  const { error } = await run(changes.branch(request));
  expect(error).toMatchObject({ message: expect.stringContaining('.gitignore leaves out'), raw: 'x.key' });
  expect(gitIn(folder, 'branch', '--list', 'work')).toBe('');

  await inAgent(
    'apply-ignored',
    'cd /workspace; git rm -q --cached x.key; git -c user.name=t -c user.email=t@t commit -q --amend -m Work',
  );
  const seen = (await listed(changes, agentId)).summary.stamp;
  await done(changes.branch({ ...request, seen }));
  expect(gitIn(folder, 'ls-tree', '--name-only', 'work').trim().split('\n')).toEqual(['.gitignore', 'a.txt']);
});
