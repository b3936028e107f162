import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PROJECT_FILE, readProjectFile } from './project-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-project-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('reads the file, with a fingerprint that follows its content', async () => {
  expect(await readProjectFile(folder)).toBeNull();
  expect(await readProjectFile(join(folder, 'absent'))).toBeNull();
  writeFileSync(join(folder, PROJECT_FILE), 'version: 1\n');
  const first = await readProjectFile(folder);
  expect(first?.text).toBe('version: 1\n');
  writeFileSync(join(folder, PROJECT_FILE), 'version: 2\n');
  expect((await readProjectFile(folder))?.fingerprint).not.toBe(first?.fingerprint);
});

it('follows no link out of the folder', async () => {
  writeFileSync(join(folder, 'secret'), 'canary');
  symlinkSync(join(folder, 'secret'), join(folder, PROJECT_FILE));
  await expect(readProjectFile(folder)).rejects.toThrow(/symbolic link/);
});

it('refuses a file that is no agent’s by its size', async () => {
  writeFileSync(join(folder, PROJECT_FILE), 'x'.repeat(256 * 1024 + 1));
  await expect(readProjectFile(folder)).rejects.toThrow(/larger than 256 KiB/);
});
