import { lstat, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeOutputFile } from './output-file.ts';

const folder = await mkdtemp(join(tmpdir(), 'bulkhead-output-'));
afterAll(() => rm(folder, { recursive: true }));

it('replaces a link that was planted in its place, and leaves what it leads to alone', async () => {
  const [victim, path] = [join(folder, '.bashrc'), join(folder, 'changes.patch')];
  await writeFile(victim, 'the person’s');
  await symlink(victim, path);
  await writeOutputFile(path, 'the agent’s');
  expect(await readFile(victim, 'utf8')).toBe('the person’s');
  expect(await readFile(path, 'utf8')).toBe('the agent’s');
  expect((await lstat(path)).isFile()).toBe(true);
});

it('makes nothing where a link leads nowhere', async () => {
  const path = join(folder, 'egress.jsonl');
  await symlink(join(folder, 'nowhere'), path);
  await writeOutputFile(path, 'text');
  await expect(lstat(join(folder, 'nowhere'))).rejects.toThrow('ENOENT');
});

it('writes to a device', async () => {
  await writeOutputFile('/dev/null', 'text');
  expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
});
