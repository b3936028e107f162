import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { accessOf, readFolder } from './folder-access.ts';

const ada = { uid: 1001, gid: 1001 };

it.each([
  [{ uid: 1001, gid: 5, mode: 0o700 }, true, true],
  [{ uid: 1001, gid: 5, mode: 0o500 }, true, false],
  [{ uid: 0, gid: 1001, mode: 0o770 }, true, true],
  [{ uid: 0, gid: 0, mode: 0o755 }, true, false],
  [{ uid: 0, gid: 0, mode: 0o700 }, false, false],
  [{ uid: 0, gid: 0, mode: 0o777 }, true, true],
  // The owner's bits count alone, even where others have more.
  [{ uid: 1001, gid: 1001, mode: 0o077 }, false, false],
  // Entering needs the x bit.
  [{ uid: 1001, gid: 1001, mode: 0o600 }, false, false],
])('reads the bits of %j: read %s, write %s', (folder, read, write) => {
  expect(accessOf(folder, ada)).toEqual({ read, write });
});

it('tells folders, files, links and nothing apart', async () => {
  const base = await mkdtemp(join(tmpdir(), 'bulkhead-folder-'));
  onTestFinished(() => rm(base, { recursive: true }));
  await mkdir(join(base, 'folder'), { mode: 0o750 });
  await writeFile(join(base, 'file'), '');
  await symlink(join(base, 'folder'), join(base, 'link'));
  await symlink(join(base, 'loop'), join(base, 'loop'));
  expect(await readFolder(join(base, 'link'))).toMatchObject({
    kind: 'folder',
    realPath: join(base, 'folder'),
    mode: 0o750,
    ownAccess: { read: true, write: true },
  });
  expect((await readFolder(join(base, 'file'))).kind).toBe('file');
  expect((await readFolder(join(base, 'gone'))).kind).toBe('missing');
  expect((await readFolder(join(base, 'file/below'))).kind).toBe('missing');
  expect((await readFolder(join(base, 'loop'))).kind).toBe('unreachable');
});
