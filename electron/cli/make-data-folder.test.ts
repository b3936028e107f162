import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeDataFolder } from './make-data-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('makes the folder for this person alone, and takes one that is there', async () => {
  const path = join(folder, 'a/b');
  await makeDataFolder(path);
  await makeDataFolder(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

it('says what is wrong with a place where no folder can be', async () => {
  writeFileSync(join(folder, 'file'), '');
  const places = [join(folder, 'file'), join(folder, 'file/data')];
  for (const path of process.platform === 'linux' ? [...places, '/proc/bulkhead'] : places)
    await expect(makeDataFolder(path)).rejects.toMatchObject({
      error: { type: 'invalid-input', message: expect.stringContaining(path) },
    });
});
