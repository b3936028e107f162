import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tar, { type Headers } from 'tar-stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TreeWriter } from './tree-writer.ts';

let top: string;
let folder: string;
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'bulkhead-copy-')));
  folder = join(top, 'destination');
  mkdirSync(folder);
});
afterEach(() => rmSync(top, { recursive: true }));

type Entry = Partial<Headers> & { name: string; content?: string };

async function archive(entries: readonly Entry[]): Promise<Buffer> {
  const pack = tar.pack();
  for (const { content = '', ...header } of entries)
    pack.entry(header, Buffer.from(content), () => undefined);
  pack.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of pack) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function write(entries: readonly Entry[], { name = 'copy', maximumBytes = 1_000_000 } = {}) {
  const writer = new TreeWriter({ folder, name, maximumBytes, onProgress: () => undefined });
  await writer.write(await archive(entries));
  return await writer.end();
}

const inCopy = (path: string) => readFileSync(join(folder, 'copy', path), 'utf8');

it('writes files, folders, links and hard links, without set-uid bits', async () => {
  const result = await write([
    { name: 'src/', type: 'directory' },
    { name: 'src/a', mode: 0o4755, content: 'one', mtime: new Date(1_000_000) },
    { name: 'src/d/b', content: 'two' },
    { name: 'src/d/up', type: 'symlink', linkname: '../a' },
    { name: 'src/same', type: 'link', linkname: 'src/a' },
  ]);
  expect(result).toEqual({ files: 4, bytes: 9, leftOut: [] });
  expect([inCopy('a'), inCopy('d/b'), inCopy('same')]).toEqual(['one', 'two', 'one']);
  expect(readlinkSync(join(folder, 'copy/d/up'))).toBe('../a');
  expect(statSync(join(folder, 'copy/a')).mode & 0o7777).toBe(0o755);
  expect(statSync(join(folder, 'copy/a')).mtimeMs).toBe(1_000_000);
});

it('replaces a file, and a link instead of what it leads to', async () => {
  const secret = join(top, 'secret');
  writeFileSync(secret, 'kept');
  mkdirSync(join(folder, 'copy'));
  symlinkSync(secret, join(folder, 'copy/a'));
  await write([{ name: 'src/a', content: 'new' }]);
  expect([inCopy('a'), readFileSync(secret, 'utf8')]).toEqual(['new', 'kept']);
});

it('leaves out names that lead elsewhere, links out of the copy, and devices', async () => {
  const { leftOut } = await write([
    { name: '../evil', content: 'x' },
    { name: '/evil', content: 'x' },
    { name: 'src/../../evil', content: 'x' },
    { name: 'src/out', type: 'symlink', linkname: '../outside' },
    { name: 'src/root', type: 'symlink', linkname: '/etc/passwd' },
    { name: 'src/passwd', type: 'link', linkname: '/etc/passwd' },
    { name: 'src/null', type: 'character-device' },
    { name: 'src/last', content: 'there' },
  ]);
  expect(leftOut).toHaveLength(7);
  expect([readdirSync(top), readdirSync(join(folder, 'copy'))]).toEqual([['destination'], ['last']]);
});

it('does not write through a link that the archive or somebody else put there', async () => {
  const outside = join(top, 'outside');
  mkdirSync(outside);
  mkdirSync(join(folder, 'copy'));
  symlinkSync(outside, join(folder, 'copy/d'));
  await expect(write([{ name: 'src/d/evil', content: 'x' }])).rejects.toThrow('symlink');
  await expect(
    write([
      { name: 'src/real/', type: 'directory' },
      { name: 'src/l', type: 'symlink', linkname: 'real' },
      { name: 'src/l/evil', content: 'x' },
    ]),
  ).rejects.toThrow('symlink');
  expect(readdirSync(outside)).toEqual([]);
});

it('ends at the limit and leaves no temporary file', async () => {
  await expect(write([{ name: 'src/a', content: 'x'.repeat(200) }], { maximumBytes: 100 })).rejects.toThrow(
    '--max-size',
  );
  expect(readdirSync(join(folder, 'copy'))).toEqual([]);
});

it('rejects an archive that ends early', async () => {
  const bytes = await archive([{ name: 'src/a', content: 'x'.repeat(2_000) }]);
  const writer = new TreeWriter({ folder, name: 'copy', maximumBytes: 1e6, onProgress: () => undefined });
  await writer.write(bytes.subarray(0, 1_000));
  await expect(writer.end()).rejects.toThrow();
});

it('puts a single file under the given name, and content into the folder itself', async () => {
  await write([{ name: 'a.txt', content: 'one' }], { name: 'b.txt' });
  await write(
    [
      { name: 'src/', type: 'directory' },
      { name: 'src/c', content: 'two' },
    ],
    { name: '' },
  );
  expect(readdirSync(folder)).toEqual(['b.txt', 'c']);
});
