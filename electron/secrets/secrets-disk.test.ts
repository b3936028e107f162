import { mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryName } from '../lib/host-directory/create-file.ts';
import { silentLogger } from '../lib/logger.ts';
import { SecretsDisk } from './secrets-disk.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-secrets-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('removes what a process that was killed in a write has left, and nothing else', async () => {
  const yesterday = new Date(Date.now() - 86_400_000);
  const [left, written, link] = [temporaryName(), temporaryName(), temporaryName()];
  for (const name of [left, written, '.bulkhead-notes', 'settings.json'])
    writeFileSync(join(folder, name), '{}');
  for (const name of [left, '.bulkhead-notes', 'settings.json'])
    utimesSync(join(folder, name), yesterday, yesterday);
  symlinkSync(join(folder, 'settings.json'), join(folder, link));
  await new SecretsDisk({ folder, logger: silentLogger }).load();
  expect(readdirSync(folder).sort()).toEqual([written, link, '.bulkhead-notes', 'settings.json'].sort());
});
