import { expect, it } from 'vitest';
import type { Engine } from '../docker/engine.ts';
import { packTar, type TarEntry, unpackTar } from '../docker/tar.ts';
import { fillHome } from './fill-home.ts';

const FILES = [
  { path: '.a.json', text: '{}' },
  { path: '.tool/deep/b.toml', text: 'b = 1\n' },
];

/** Fills a home in which `present` is there; resolves to the entries that were written. */
async function filled(user: string, present: readonly string[] = []): Promise<TarEntry[]> {
  let written: TarEntry[] = [];
  const engine: Partial<Engine> = {
    statPath: async (_id, path) =>
      present.includes(path) ? { name: '', sizeBytes: 1, kind: 'file', target: '' } : undefined,
    putArchive: async (_id, folder, upload) => {
      expect(folder).toBe('/home/agent');
      written = await unpackTar(upload as Uint8Array);
    },
    getArchive: async (_id, path) =>
      await packTar([
        {
          name: 'file',
          type: 'file',
          content: Buffer.from(path === '/etc/passwd' ? 'node:x:1001:1002::/home/node:/bin/sh\n' : ''),
        },
      ]),
  };
  const { signal } = new AbortController();
  await fillHome(engine as Engine, { containerId: 'c', user, files: FILES }, signal);
  return written;
}

it('writes the files for the agent’s user alone, with the folders that they lie in', async () => {
  const entries = await filled('1000:1001');
  expect(entries.map(({ name, mode, uid, gid }) => [name.replace(/\/$/, ''), mode, uid, gid])).toEqual([
    ['.tool', 0o700, 1000, 1001],
    ['.tool/deep', 0o700, 1000, 1001],
    ['.a.json', 0o600, 1000, 1001],
    ['.tool/deep/b.toml', 0o600, 1000, 1001],
  ]);
});

it('leaves a file alone that the image’s home has', async () => {
  const entries = await filled('1000:1000', ['/home/agent/.tool/deep/b.toml']);
  expect(entries.map(({ name }) => name)).toEqual(['.a.json']);
  expect(await filled('1000:1000', ['/home/agent/.a.json', '/home/agent/.tool/deep/b.toml'])).toEqual([]);
});

it('finds the number of a user that the image names', async () => {
  expect((await filled('node')).map(({ uid, gid }) => [uid, gid])).toContainEqual([1001, 1002]);
});
