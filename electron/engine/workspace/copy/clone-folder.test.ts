import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isProcessAlive } from '../../../lib/is-process-alive.ts';
import { makeCloneFolder, removeForgottenClones } from './clone-folder.ts';

it('removes what a killed app left, and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const name of ['bulkhead-clone-7-gone', 'bulkhead-clone-8-busy', 'bulkhead-clone-old', 'other'])
    await mkdir(join(folder, name));
  await writeFile(join(folder, 'bulkhead-clone-7-gone', 'HEAD'), '');
  await symlink('other', join(folder, 'bulkhead-clone-7-link'));
  await removeForgottenClones({ folder, isAlive: (pid) => pid === 8 });
  expect((await readdir(folder)).sort()).toEqual([
    'bulkhead-clone-7-link',
    'bulkhead-clone-8-busy',
    'bulkhead-clone-old',
    'other',
  ]);
});

it('keeps the folder of a process that lives', async () => {
  const folder = await makeCloneFolder();
  onTestFinished(() => rm(folder, { recursive: true }));
  await removeForgottenClones({ folder: tmpdir(), isAlive: isProcessAlive });
  expect(await readdir(folder)).toEqual([]);
});
