import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostFolder, privateCopy } from '../../../electron/contract/agent-spec.ts';
import { DEFAULT_MASKS } from '../../../electron/contract/masks.ts';
import { Scope } from '../../../electron/lib/scope.ts';
import {
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../../harness/agents/provisioning.ts';
import { personFolder } from '../../harness/agents/workspace-folders.ts';
import { gitIn, repositoryWithSecrets } from '../hidden-files.fixture.ts';

const LOGIN = 'https://me:ghp_0123456789abcdef@git.example.test/a/b';
const scope = new Scope();
let setup: TestProvisioning;
beforeAll(async () => {
  setup = await testProvisioning(scope);
  await setup.deps.toolbox.prepare(scope.signal);
});
afterAll(() => scope.dispose());

/** A repository that tracks what is hidden, with a login in its settings. */
function project(): string {
  const folder = personFolder(scope, 1000);
  repositoryWithSecrets(folder);
  gitIn(folder, {}, 'remote', 'add', 'origin', LOGIN);
  execFileSync('chown', ['-R', '1000:1000', folder]);
  return folder;
}

/** Every way in which git takes files from the work tree, or puts them there. */
const WORK = `set -e
cd /workspace
export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t
echo two >code; git commit -qam Two
echo new >new; git add -A; git commit -qm New
echo newer >new; git commit -q --amend -am Newer
git checkout -q other; echo three >code; git stash -q; git stash pop -q; git reset -q --hard
git checkout -q -b topic main~1; echo topic >topic; git add .; git commit -qm Topic
git rebase -q main; git checkout -q main; git merge -q -X ours -m Merged other >/dev/null
echo lost >code; git checkout -q -f other; git checkout -q main
echo lost >code; git restore .; git rm -q new; git commit -qm Removed
echo stray >stray; git clean -qfdx 2>/dev/null || true
git worktree add -q /tmp/tree topic; echo tree >/tmp/tree/tree; git -C /tmp/tree add -A; git -C /tmp/tree commit -qm Tree
for commit in $(git rev-list --all); do
  for path in .env api/.env .ssh/id; do git show $commit:$path; done
done | sort -u
git status --porcelain
cat .env api/.env .ssh/id 2>/dev/null || true`;

// First reported: seznam/jailoc#64 and omniaura/omniclaw#44 (.env and its siblings are read by the agent).
it.each(['host-folder', 'copy'] as const)(
  'keeps hidden files in every commit that an agent makes in a %s, and shows remotes without logins',
  async (kind) => {
    const folder = project();
    const settings = readFileSync(join(folder, '.git/config'), 'utf8');
    const masks = [...DEFAULT_MASKS];
    const workspace =
      kind === 'copy'
        ? privateCopy({ kind: 'folder', path: folder, respectGitignore: false })
        : hostFolder(folder, { masks });
    await createAgent(setup, busyboxSpec(`git-${kind}`, { workspace, image: 'node:24-slim' }));
    const inside = async (script: string) => (await inAgent(`git-${kind}`, script)).trim();
    expect(await inside('git -C /workspace remote -v; git -C /workspace config remote.origin.url')).toBe(
      [
        'origin\thttps://git.example.test/a/b (fetch)',
        'origin\thttps://git.example.test/a/b (push)',
        'https://git.example.test/a/b',
      ].join('\n'),
    );
    expect((await inside(WORK)).split('\n')).toEqual(['KEY=api', 'KEY=main', 'KEY=other', 'key']);
    await inside(
      'git -C /workspace config user.name agent || true; git -C /workspace remote add mine x || true',
    );
    expect(readFileSync(join(folder, '.git/config'), 'utf8')).toBe(settings);
  },
);
