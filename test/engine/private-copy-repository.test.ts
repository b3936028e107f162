import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyRecordSchema } from '../../electron/contract/copy-record.ts';
import { COPY_RECORD_PATH } from '../../electron/engine/workspace/baseline.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';

import { copyOf, git, onBaseline, personFolder } from '../harness/agents/workspace-folders.ts';

const scope = new Scope();
const { signal } = new AbortController();
let setup: TestProvisioning;
beforeAll(async () => {
  setup = await testProvisioning(scope);
  await setup.deps.toolbox.prepare(signal);
});
afterAll(() => scope.dispose());

it('clones a repository with its history, runs nothing of it, and says what it did not fetch', async () => {
  const origin = personFolder(scope);
  git(origin, 'init', '-q', '-b', 'main');
  writeFileSync(join(origin, '.gitattributes'), '*.bin filter=lfs\n');
  writeFileSync(join(origin, 'large.bin'), 'version https://git-lfs.github.com/spec/v1\n');
  writeFileSync(join(origin, 'odd\nname'), 'odd');
  git(origin, 'add', '.');
  git(origin, 'commit', '-q', '-m', 'one');
  git(origin, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},module`);
  git(origin, 'commit', '-q', '-m', 'two');
  git(origin, 'branch', 'other', 'HEAD~1');

  const { agentId, container } = await createAgent(
    setup,
    busyboxSpec('cloned', copyOf({ kind: 'repository', url: `file://${origin}`, ref: '' })),
  );
  expect(await inAgent('cloned', 'ls -A | sort; cat .git/HEAD')).toBe(
    '.git\n.gitattributes\nlarge.bin\nmodule\nodd?name\nref: refs/heads/main',
  );
  const { workspace } = JSON.parse(container.Config.Labels['dev.bulkhead.spec'] ?? '{}');
  expect(workspace.notes).toEqual([
    '1 submodule was not fetched.',
    'The repository uses Git LFS: large files are pointers here, their contents were not fetched.',
  ]);
  const record = copyRecordSchema.parse(
    JSON.parse(await onBaseline(setup.deps.toolbox, agentId, 'cat', COPY_RECORD_PATH)),
  );
  expect(record).toMatchObject({ branch: 'main', commit: git(origin, 'rev-parse', 'HEAD'), files: 3 });
  const log = ['git', '-c', 'safe.directory=*', '-C', '/workspace', 'log', '--format=%s', 'origin/other'];
  expect(await onBaseline(setup.deps.toolbox, agentId, ...log)).toBe('one\n');

  const missing = busyboxSpec('lost', copyOf({ kind: 'repository', url: `${origin}/nowhere`, ref: '' }));
  await expect(createAgent(setup, missing)).rejects.toThrow(/no repository at this address/);
  const noBranch = busyboxSpec('lost', copyOf({ kind: 'repository', url: origin, ref: 'nowhere' }));
  await expect(createAgent(setup, noBranch)).rejects.toThrow(/no such branch or tag/);
  const login = copyOf({ kind: 'repository', url: 'https://ada:secret@example.com/x.git', ref: '' });
  await expect(createAgent(setup, busyboxSpec('lost', login))).rejects.toMatchObject({
    error: { type: 'invalid-input', field: 'workspace.url' },
  });
});
