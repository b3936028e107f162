import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folderState } from './folder-state.ts';
import { gitRules } from './git-ignore.ts';

const ID = 'a'.repeat(40);
let base: string;
let folder: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'bulkhead-planted-'));
  folder = join(base, 'project');
  await mkdir(join(folder, '.git/refs/heads'), { recursive: true });
  await mkdir(join(folder, '.git/info'));
  await writeFile(join(folder, '.git/HEAD'), 'ref: refs/heads/main\n');
  await writeFile(join(folder, '.git/refs/heads/main'), `${ID}\n`);
  await writeFile(join(folder, '.gitignore'), 'secret\n');
});

afterEach(async () => {
  await rm(base, { recursive: true });
});

const leavesSecret = async (): Promise<boolean> => {
  const rules = await gitRules(folder, base);
  await rules.enter(Buffer.alloc(0), [Buffer.from('.gitignore')]);
  return rules.leaves(Buffer.from('secret'), false);
};

it('reads a folder that the person reaches through a link', async () => {
  await rename(folder, join(base, 'elsewhere'));
  await symlink('elsewhere', folder);
  expect(await folderState(folder)).toMatchObject({ branch: 'main', commit: ID });
  expect(await leavesSecret()).toBe(true);
});

it.each([
  '.git/HEAD',
  '.git/refs/heads/main',
  '.git/packed-refs',
  '.git/objects/info/alternates',
  '.git/info/exclude',
  '.git/config',
  '.git/index',
  '.gitignore',
])('waits for no pipe that an agent planted as %s', async (path) => {
  await mkdir(join(folder, '.git/objects/info'), { recursive: true });
  await rm(join(folder, path), { force: true });
  execFileSync('mkfifo', [join(folder, path)]);
  await folderState(folder);
  await leavesSecret();
});

it.each(['.git', '.git/HEAD', '.git/refs', '.git/refs/heads/main'])(
  'follows no link that an agent planted as %s',
  async (path) => {
    const outside = join(base, 'outside');
    await rename(join(folder, path), outside);
    await symlink(outside, join(folder, path));
    expect(existsSync(join(folder, path))).toBe(true);
    expect((await folderState(folder)).commit).toBeUndefined();
  },
);

it('follows no link in place of a .gitignore', async () => {
  await rename(join(folder, '.gitignore'), join(base, 'outside'));
  await symlink(join(base, 'outside'), join(folder, '.gitignore'));
  expect(await leavesSecret()).toBe(false);
});
