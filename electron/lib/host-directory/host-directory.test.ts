import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openByDescriptor } from './by-descriptor.ts';
import { openByPath } from './by-path.ts';
import { type HostDirectory, inDirectory, type Opened } from './host-directory.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'directory-')));
  folder = join(root, 'folder');
  mkdirSync(join(folder, 'a/b'), { recursive: true });
  mkdirSync(join(root, 'elsewhere'));
});
afterEach(() => rmSync(root, { recursive: true }));

const opened = (result: Opened): HostDirectory => {
  if (result.kind !== 'open') throw new Error(result.kind);
  return result.directory;
};
const name = Buffer.from('file');
const ways = process.platform === 'linux' ? [openByDescriptor, openByPath] : [openByPath];

describe.each(ways.map((open) => [open.name, open] as const))('%s', (_name, open) => {
  it('names entries of the directory', async () => {
    const directory = opened(await open(folder, 'a/b', {}));
    await inDirectory(directory, () => writeFile(directory.entry(name), 'x'));
    expect(existsSync(join(folder, 'a/b/file'))).toBe(true);
  });

  it('makes what is missing only when told to', async () => {
    expect((await open(folder, 'a/new/deep', {})).kind).toBe('absent');
    await opened(await open(folder, 'a/new/deep', { make: true })).close();
    expect(existsSync(join(folder, 'a/new/deep'))).toBe(true);
  });

  it('follows no link on the way, and takes no file for a folder', async () => {
    symlinkSync(join(root, 'elsewhere'), join(folder, 'link'));
    symlinkSync('a', join(folder, 'inner'));
    writeFileSync(join(folder, 'plain'), '');
    for (const path of ['link', 'link/x', 'inner/b', 'plain/x']) {
      expect((await open(folder, path, { make: true })).kind, path).toBe('blocked');
    }
    expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
  });

  it('rejects when the folder itself is gone or has become a link', async () => {
    renameSync(folder, join(root, 'moved'));
    await expect(open(folder, '', {})).rejects.toThrow('not there any more');
    symlinkSync(join(root, 'elsewhere'), folder);
    await expect(open(folder, '', {})).rejects.toThrow('not there any more');
  });

  it('notices when somebody moved the directory, or put another in its place', async () => {
    const directory = opened(await open(folder, 'a/b', {}));
    await directory.verify();
    renameSync(join(folder, 'a'), join(root, 'elsewhere/a'));
    symlinkSync(join(root, 'elsewhere/a'), join(folder, 'a'));
    await expect(inDirectory(directory, async () => 'done')).rejects.toThrow('moved a folder');
  });

  it('takes no path that climbs', async () => {
    await expect(open(folder, '../elsewhere', {})).rejects.toThrow('steps back');
  });
});

it.runIf(process.platform === 'linux')(
  'writes where it was opened although a link took its place',
  async () => {
    const directory = opened(await openByDescriptor(folder, 'a/b', {}));
    renameSync(join(folder, 'a/b'), join(folder, 'a/c'));
    symlinkSync(join(root, 'elsewhere'), join(folder, 'a/b'));
    await writeFile(directory.entry(name), 'x');
    await directory.close();
    expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
    expect(readdirSync(join(folder, 'a/c'))).toEqual(['file']);
  },
);
