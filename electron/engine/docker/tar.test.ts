import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { packTar, type TarEntry, unpackTar } from './tar.ts';

const entries: TarEntry[] = [
  { name: 'etc', type: 'directory', mode: 0o750, uid: 0, gid: 0 },
  { name: 'etc/größe.txt', type: 'file', mode: 0o600, uid: 1000, gid: 1001, content: Buffer.from('grün\0') },
  { name: 'etc/empty', type: 'file', mode: 0o644, uid: 0, gid: 0, content: Buffer.alloc(0) },
  { name: 'link', type: 'symlink', mode: 0o777, uid: 0, gid: 0, target: '../outside' },
  {
    name: `${'deep/'.repeat(40)}file`,
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    content: Buffer.alloc(70_000, 1),
  },
];

describe('tar', () => {
  it('gives back what it packed', async () => {
    expect(await unpackTar(await packTar(entries))).toEqual(entries);
  });

  it('makes the same bytes from the same entries', async () => {
    expect(await packTar(entries)).toEqual(await packTar(entries));
  });

  it('is read by tar itself', async () => {
    const listing = execFileSync('tar', ['-tvf', '-'], {
      input: await packTar(entries),
      encoding: 'utf8',
      env: { LC_ALL: 'C.UTF-8', PATH: process.env.PATH },
    });
    expect(listing).toMatch(/-rw------- 1000\/1001 +\d+ .* etc\/größe\.txt/);
    expect(listing).toMatch(/link -> \.\.\/outside/);
  });

  it('rejects what is no archive', async () => {
    await expect(unpackTar(Buffer.alloc(1024, 65))).rejects.toThrow('Invalid tar header');
  });
});
