import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hostFolder } from '../../electron/contract/agent-spec.ts';
import { DEFAULT_MASKS } from '../../electron/contract/masks.ts';
import { withoutLogins } from '../../electron/engine/workspace/copy/git-config.ts';
import { settingsEnvironment } from '../../electron/engine/workspace/git/git-environment.ts';
import { SPARSE_SETTINGS } from '../../electron/engine/workspace/git/sparse-patterns.ts';
import { keepFromGit, releaseToGit } from '../../electron/engine/workspace/masking/tracked-masks.ts';
import { findMasks } from '../../electron/engine/workspace/masks.ts';
import { agentMounts } from '../../electron/engine/workspace/mounts.ts';
import { copyTo, gitIn, repositoryWithSecrets, workWithGit, write } from './hidden-files.fixture.ts';

const { signal } = new AbortController();
const masks = [...DEFAULT_MASKS];
const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n';
let root: string;
let folder: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'hidden-')));
  folder = join(root, 'project');
});
afterEach(() => rmSync(root, { recursive: true }));

const secrets = {
  '.env': 'KEY=1',
  '.env.local': 'KEY=2',
  'api/.env.production': 'KEY=3',
  'web/.npmrc': '//registry.npmjs.org/:_authToken=npm_abc\n',
  '.netrc': 'machine x login y password z\n',
  'home/.aws/credentials': '[default]\n',
  'deploy/server.txt': `Bag Attributes\n${KEY}`,
  'google.json': '{"private_key": "-----BEGIN PRIVATE KEY-----\\nMII"}',
  '.git/credentials': 'https://a:b@c\n',
  '.git/config': '[remote "origin"]\n\turl = https://me:ghp_secret@github.com/a/b\n',
};
const harmless = {
  '.npmrc': `registry=https://registry.npmjs.org/\n//x/:_authToken=\${NPM_TOKEN}\n`,
  'readme.md': 'No key here.',
  'test/key.test.ts': `const key = \`\n${KEY}\`;`,
  'api/.env.sandbox': 'KEY=none',
  '.git/HEAD': 'ref: refs/heads/main\n',
};

// First reported: seznam/jailoc#64 and omniaura/omniclaw#44 (.env and its siblings are read by the agent).
it('finds what usually holds keys and logins, by name and by content, and nothing else', async () => {
  write(folder, { ...secrets, ...harmless });
  const { found } = await findMasks(hostFolder(folder, { masks }), signal);
  expect(found.map(({ path }) => path).sort()).toEqual(Object.keys(secrets).sort());
  const shown = await findMasks(hostFolder(folder, { masks: [...masks, '!.env.local'] }), signal);
  expect(shown.shown.map(({ path }) => path)).toEqual(['.env.local']);
  expect(shown.found).toHaveLength(found.length - 1);
});

// First reported: inoio/agents-sandbox#12 (secret files stay in the folder, and out of the sandbox).
it('leaves out of a private copy what it hides in a host folder, and logins of its git settings', async () => {
  write(folder, { ...secrets, ...harmless });
  const copy = join(root, 'copy');
  const notes = await copyTo(copy, folder, { masks, standIns: [] });
  const left = Object.keys(secrets).filter((path) => path !== '.git/config' && existsSync(join(copy, path)));
  expect(left).toEqual([]);
  expect(Object.keys(harmless).filter((path) => !existsSync(join(copy, path)))).toEqual([]);
  expect(readFileSync(join(copy, '.git/config'), 'utf8')).toBe(
    '[remote "origin"]\n\turl = https://github.com/a/b\n',
  );
  expect(notes.join()).toContain('Hidden from the agent');
});

// First reported: docker/docker-agent and others ask for a file of its own for the sandbox; seznam/jailoc#64.
it('shows .env.sandbox in place of .env, when the person chose it', async () => {
  write(folder, { 'api/.env': 'KEY=real', 'api/.env.sandbox': 'KEY=none' });
  const copy = join(root, 'copy');
  await copyTo(copy, folder, { masks, standIns: ['api/.env'] });
  expect(readFileSync(join(copy, 'api/.env'), 'utf8')).toBe('KEY=none');
  const workspace = hostFolder(folder, { masks, standIns: ['api/.env'], mirrorPath: false });
  const { found } = await findMasks(workspace, signal);
  expect(found).toMatchObject([{ path: 'api/.env', canStandIn: true, hasStandIn: true }]);
  expect(agentMounts('a', { workspace }, found)).toContainEqual({
    Type: 'bind',
    Source: join(folder, 'api/.env.sandbox'),
    Target: '/workspace/api/.env',
    ReadOnly: true,
  });
});

// First reported: akitaonrails/ai-jail#112 (a masked file that git tracks counts as modified, and gets committed).
it.each(['host folder', 'copy', 'copy with a stand-in'])(
  'leaves git usable in a %s with hidden tracked files',
  async (kind) => {
    repositoryWithSecrets(folder);
    const intact = { main: 'KEY=main\n', api: 'KEY=api\n', key: 'key\n', other: 'KEY=other\n' };
    if (kind === 'host folder') {
      const workspace = hostFolder(folder, { masks });
      await keepFromGit(workspace, (await findMasks(workspace, signal)).found);
      // As inside: masked files are empty, masked folders have nothing in them.
      for (const path of ['.env', 'api/.env']) writeFileSync(join(folder, path), '');
      rmSync(join(folder, '.ssh/id'));
      const env = Object.fromEntries(settingsEnvironment(Object.fromEntries(SPARSE_SETTINGS)));
      expect(workWithGit(folder, env)).toEqual({ ...intact, status: '', changed: 'code\nnew' });
      expect(readFileSync(join(folder, '.env'), 'utf8')).toBe('');
      expect(existsSync(join(folder, '.ssh/id'))).toBe(false);
      await releaseToGit(workspace, signal);
      expect(existsSync(join(folder, '.git/info/sparse-checkout'))).toBe(false);
      expect(gitIn(folder, {}, 'ls-files', '-v')).not.toContain('S ');
      return;
    }
    if (kind !== 'copy') write(folder, { '.env.sandbox': 'KEY=none\n' });
    const copy = join(root, 'copy');
    const notes = await copyTo(copy, folder, { masks, standIns: kind === 'copy' ? [] : ['.env'] });
    expect(notes.join()).toContain('git tracks');
    expect(gitIn(copy, {}, 'status', '--porcelain', '-uno')).toBe('');
    expect(workWithGit(copy)).toMatchObject(intact);
    expect(existsSync(join(copy, '.env'))).toBe(kind !== 'copy');
    expect(existsSync(join(copy, '.ssh/id'))).toBe(false);
  },
);

it.each([
  [
    '[http]\n\textraHeader = AUTHORIZATION: basic abc\n[core]\n\tbare = false\n',
    '[http]\n\t\n[core]\n\tbare = false\n',
  ],
  ['[http "https://x/"] extraheader = X\n', '[http "https://x/"] \n'],
  ['[url "https://u:tok@h/"]\n\tinsteadOf = git@h:\n', '[url "https://h/"]\n\tinsteadOf = git@h:\n'],
  ['\tpushurl = https://ghp_0123456789abcdef0123@h/a\n', '\tpushurl = https://h/a\n'],
  ['\turl = https://me:to\\\nken@h/a\n', '\turl = https://h/a\n'],
  ['\turl = https://ada@bitbucket.org/a/b\n', '\turl = https://ada@bitbucket.org/a/b\n'],
  ['\turl = ssh://git@h:22/a\n\turl = git@h:a\n', '\turl = ssh://git@h:22/a\n\turl = git@h:a\n'],
])('takes logins out of settings of git and leaves the rest (%#)', (config, expected) => {
  expect(withoutLogins(config)).toBe(expected);
});
