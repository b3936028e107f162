import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostFolder, privateCopy } from '../../../electron/contract/agent-spec.ts';
import { DEFAULT_MASKS } from '../../../electron/contract/masks.ts';
import { copyMounts } from '../../../electron/engine/workspace/baseline.ts';
import { Scope } from '../../../electron/lib/scope.ts';
import { chosen, gitIn, hostRepository, listed, statuses } from '../../harness/agents/changes-fixture.ts';
import { type CopyProvisioning, copyProvisioning } from '../../harness/agents/copy-provisioning.ts';
import { busyboxSpec, createAgent, inAgent } from '../../harness/agents/provisioning.ts';

const scope = new Scope();
const { signal } = new AbortController();
let copies: CopyProvisioning;
let main: string;
let worktree: string;
beforeAll(async () => {
  copies = await copyProvisioning(scope);
  main = hostRepository(scope, { code: 'one\n', '.env': 'KEY=1\n' });
  worktree = `${main}-worktree`;
  gitIn(main, 'worktree', 'add', '-q', '-b', 'feature', worktree);
  scope.add(() => void gitIn(main, 'worktree', 'remove', '--force', worktree));
  chmodSync(worktree, 0o777);
  chmodSync(join(worktree, 'code'), 0o666);
});
afterAll(() => scope.dispose());

/** What git says in the workspace of a copy. */
async function inCopy(agentId: string, line: string): Promise<string> {
  const run = await copies.setup.deps.toolbox.run(
    ['sh', '-c', `cd /workspace && git config --global safe.directory '*' && ${line}`],
    {
      agentId,
      mounts: copyMounts(agentId),
      user: '0:0',
      capabilities: ['DAC_OVERRIDE'],
      env: ['HOME=/tmp'],
      signal,
    },
  );
  expect(run.stderr).toBe('');
  return run.stdout.toString();
}

// First reported: devcontainers/cli#796, docker/for-win#7332, akitaonrails/ai-jail#112.
it('copies a work tree with a repository that works, and brings changes back to the work tree', async () => {
  const { changes, apply, done, setup } = copies;
  const source = { kind: 'folder' as const, path: worktree, respectGitignore: false };
  const { agentId } = await createAgent(setup, busyboxSpec('tree-copy', { workspace: privateCopy(source) }));
  await setup.refresh();
  const said = await inCopy(
    agentId,
    'git status --porcelain && git branch --show-current && git log --format=%s && git ls-files -v',
  );
  expect(said).toBe('feature\nFirst\nS .env\nH code\n');
  await inAgent('tree-copy', 'cd /workspace && test ! -e .env && echo two > code');
  const list = await listed(changes, agentId, { base: 'head' });
  expect(statuses(list)).toEqual({ code: 'modified' });
  await done(apply(agentId, chosen(await listed(changes, agentId))));
  expect(readFileSync(join(worktree, 'code'), 'utf8')).toBe('two\n');
  expect(readFileSync(join(main, 'code'), 'utf8')).toBe('one\n');
  const { summary } = await listed(changes, agentId);
  await done(changes.branch({ agentId, branch: 'agent', message: 'Two', seen: summary.stamp }));
  expect(gitIn(main, 'show', 'agent:code')).toBe('two\n');
  expect(gitIn(main, 'show', 'agent:.env')).toBe('KEY=1\n');
});

// First reported: gitkraken/vscode-gitlens#2818 (a work tree is not recognised as a repository).
it('compares a work tree that is a host folder with its own commit', async () => {
  const { changes, setup } = copies;
  const workspace = hostFolder(worktree, { masks: [...DEFAULT_MASKS] });
  const { agentId } = await createAgent(setup, busyboxSpec('tree-folder', { workspace }));
  await setup.refresh();
  await inAgent('tree-folder', 'cd /workspace && echo three > code && echo new > new');
  const { files, summary } = await listed(changes, agentId);
  expect(summary).toMatchObject({ base: 'head', commit: { subject: 'First' } });
  expect([...files.keys()].sort()).toEqual(['code', 'new']);
  expect(existsSync(join(main, 'new'))).toBe(false);
});
