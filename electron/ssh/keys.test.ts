import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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

/** A key as ssh2 makes one in 256: its public part begins with a zero that is left out. */
function malformedKey(): string {
  for (;;) {
    const { private: key } = ssh2.utils.generateKeyPairSync('ed25519', { comment: 'bulkhead' });
    if (ssh2.utils.parseKey(key) instanceof Error) return key;
  }
}

it('neither makes nor keeps a key that cannot be read', async () => {
  const { folder, identity } = keyPlacesOf(dataPath);
  const key = malformedKey();
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(identity, key, { mode: 0o600 });
  const made = vi.spyOn(ssh2.utils, 'generateKeyPairSync');
  made.mockImplementationOnce(() => ({ private: key, public: '' }));
  const { hostKey } = await ensureKeys(dataPath);
  made.mockRestore();
  for (const each of [hostKey, readFileSync(identity, 'utf8')])
    expect(ssh2.utils.parseKey(each)).not.toBeInstanceOf(Error);
});
