import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAtomically, replaceFile, writeAtomically } from './atomic-write.ts';

let root: string;
let folder: string;
let path: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bulkhead-atomic-'));
  folder = join(root, 'folder');
  path = join(folder, 'file.json');
  await mkdir(folder);
});
afterEach(() => rm(root, { recursive: true }));

it('replaces a file, for its owner alone, and leaves nothing beside it', async () => {
  await writeFile(path, 'old', { mode: 0o644 });
  await writeAtomically(path, 'new');
  expect(await readFile(path, 'utf8')).toBe('new');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['file.json']);
});

it('keeps the old file when writing fails, and leaves nothing beside it', async () => {
  await writeFile(path, 'old');
  const failing = replaceFile(path, async (file) => {
    await file.write('half');
    throw new Error('disk full');
  });
  await expect(failing).rejects.toThrow('disk full');
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['file.json']);
});

it('replaces a link at the place itself, and writes nothing where it leads', async () => {
  const victim = join(root, 'victim');
  await writeFile(victim, 'mine');
  await symlink(victim, path);
  await writeAtomically(path, 'new');
  expect(await readFile(victim, 'utf8')).toBe('mine');
  expect(await readFile(path, 'utf8')).toBe('new');
});

it('creates a file whole, for its owner alone, and replaces nothing, no link either', async () => {
  expect(await createAtomically(path, 'new')).toBe(true);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await createAtomically(path, 'newer')).toBe(false);
  expect(await readFile(path, 'utf8')).toBe('new');
  const planted = join(folder, 'planted');
  await symlink(join(root, 'victim'), planted);
  expect(await createAtomically(planted, 'new')).toBe(false);
  expect((await readdir(folder)).sort()).toEqual(['file.json', 'planted']);
  expect(await readdir(root)).toEqual(['folder']);
});

it('lets one of several creations win', async () => {
  const texts = ['one', 'two', 'three'];
  const won = await Promise.all(texts.map((text) => createAtomically(path, text)));
  expect(won.filter(Boolean)).toHaveLength(1);
  expect(await readFile(path, 'utf8')).toBe(texts[won.indexOf(true)]);
  expect(await readdir(folder)).toEqual(['file.json']);
});

it('uses another name each time, that does not tell of the file', async () => {
  const seen = new Set<string>();
  for (let round = 0; round < 3; round += 1) {
    await replaceFile(path, async () => {
      for (const name of await readdir(folder)) seen.add(name);
    });
  }
  seen.delete('file.json');
  expect(seen.size).toBe(3);
  expect([...seen].every((name) => /^\.bulkhead-[0-9a-f]{24}$/.test(name))).toBe(true);
});

it.runIf(process.platform === 'linux')(
  'stays in its folder when a link takes the folder’s place',
  async () => {
    const elsewhere = join(root, 'elsewhere');
    await mkdir(elsewhere);
    await replaceFile(path, async (file) => {
      await file.write('new');
      await rename(folder, join(root, 'moved'));
      await symlink(elsewhere, folder);
    });
    expect(await readdir(elsewhere)).toEqual([]);
    expect(await readFile(join(root, 'moved', 'file.json'), 'utf8')).toBe('new');
  },
);

it('says what is wrong with a folder that is not there', async () => {
  await expect(writeAtomically(join(root, 'none', 'file'), 'new')).rejects.toMatchObject({ code: 'ENOENT' });
});
