import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensureKeys, keyPlacesOf } from './keys.ts';

let dataPath: string;
beforeEach(() => {
  dataPath = mkdtempSync(join(tmpdir(), 'bulkhead-keys-'));
});
afterEach(() => rmSync(dataPath, { recursive: true, force: true }));

it('makes the keys of an installation once, for this person alone, also when programs start at once', async () => {
  const made = await Promise.all([ensureKeys(dataPath), ensureKeys(dataPath), ensureKeys(dataPath)]);
  expect(new Set(made.map((keys) => JSON.stringify(keys))).size).toBe(1);
  const { folder, identity, hostKey, knownHosts } = keyPlacesOf(dataPath);
  expect([folder, identity, hostKey, knownHosts].map((path) => statSync(path).mode & 0o777)).toEqual([
    0o700, 0o600, 0o600, 0o600,
  ]);
  expect(readFileSync(knownHosts, 'utf8')).toMatch(/^\*\.bulkhead ssh-ed25519 \S+\n$/);
});

it('makes keys that OpenSSH reads', async () => {
  const { clientKey } = await ensureKeys(dataPath);
  const read = execFileSync('ssh-keygen', ['-y', '-f', keyPlacesOf(dataPath).identity], { encoding: 'utf8' });
  expect(read).toContain(clientKey);
});

it('uses no key that others can read', async () => {
  await ensureKeys(dataPath);
  chmodSync(keyPlacesOf(dataPath).identity, 0o644);
  await expect(ensureKeys(dataPath)).rejects.toMatchObject({ error: { type: 'conflict' } });
});
