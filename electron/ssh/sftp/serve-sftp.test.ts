import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ClientChannel, SFTPWrapper } from 'ssh2';
import { afterEach, expect, it } from 'vitest';
import { Scope } from '../../lib/scope.ts';
import { connectClient, type LocalAgent, startServer } from '../ssh-server.fixture.ts';

let scope = new Scope();
afterEach(async () => {
  await scope.dispose();
  scope = new Scope();
});

async function connected(options: LocalAgent = {}) {
  const server = await startServer(scope, options);
  const client = await connectClient(scope, server);
  const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
    client.sftp((error, opened) => (error ? reject(error) : resolve(opened)));
  });
  return { client, sftp, home: server.home };
}

/** Calls a function that takes a callback last. */
function call<T = unknown>(
  start: (done: (error: Error | null | undefined, value?: T) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) =>
    start((error, value) => (error ? reject(error) : resolve(value as T))),
  );
}

const NAMES = [
  'plain',
  "quo'te",
  'new\nline',
  '$(touch x) `id`',
  '-rf',
  'ä ö',
  '*',
  'a//b'.replace('//', '\\'),
];

/** Calls of ssh2 that its types lack. */
interface Copying {
  ext_copy_data(
    from: Buffer,
    offset: number,
    length: number,
    to: Buffer,
    at: number,
    done: (error: Error | null | undefined) => void,
  ): void;
}

/** GNU's programs under a gVisor that refuses a flag of `statx`. */
const WITHOUT_STATX = {
  stat: '#!/bin/sh\n[ "$1" = -f ] && exec /usr/bin/stat "$@"\necho "stat: cannot statx: Invalid argument" >&2; exit 1\n',
};

it.each([{}, WITHOUT_STATX])('lists names of every kind with their attributes', async (scripts) => {
  const { sftp, home } = await connected({ scripts });
  for (const name of NAMES) writeFileSync(join(home, name), name, { mode: 0o640 });
  mkdirSync(join(home, '.hidden'));
  symlinkSync('nowhere', join(home, 'link'));
  const entries = await call<{ filename: string; longname: string; attrs: { size: number } }[]>((done) =>
    sftp.readdir('.', done as never),
  );
  expect(entries.map(({ filename }) => filename).sort()).toEqual([...NAMES, '.hidden', 'link'].sort());
  const plain = entries.find(({ filename }) => filename === 'plain');
  const { uid, mtimeMs } = statSync(join(home, 'plain'));
  expect(plain).toMatchObject({ attrs: { size: 5, uid, mtime: Math.floor(mtimeMs / 1000) } });
  expect(plain?.longname).toMatch(/^-rw-r-----.* 5 \d{4}-.* plain$/);
  expect(entries.find(({ filename }) => filename === '.hidden')?.longname).toMatch(/^d/);
  expect(entries.find(({ filename }) => filename === 'link')?.longname).toMatch(/^l/);
  await expect(call((done) => sftp.stat('link', done as never))).rejects.toMatchObject({ code: 2 });
  expect(await call((done) => sftp.lstat('link', done as never))).toMatchObject({ size: 7 });
});

it.each([{}, WITHOUT_STATX])('reads and writes files of every size and name', async (scripts) => {
  const { sftp, home } = await connected({ scripts });
  for (const [index, name] of NAMES.entries()) {
    const content = randomBytes([0, 1, 1_000, 128 * 1024, 256 * 1024, 300_000, 1_000_000, 77][index] ?? 0);
    await call((done) => sftp.writeFile(name, content, done));
    expect(readFileSync(join(home, name)).equals(content), name).toBe(true);
    expect((await call<Buffer>((done) => sftp.readFile(name, done as never))).equals(content), name).toBe(
      true,
    );
  }
  expect(existsSync(join(home, 'x'))).toBe(false);
});

it.each([100, 300_000])('writes a new file of %i bytes that nobody may write to', async (bytes) => {
  const { sftp, home } = await connected({ isPlainUser: true });
  const content = randomBytes(bytes);
  await call((done) => sftp.writeFile('object', content, { mode: 0o444 }, done));
  expect(readFileSync(join(home, 'object')).equals(content)).toBe(true);
  expect(statSync(join(home, 'object')).mode & 0o777).toBe(0o444);
  await expect(call((done) => sftp.writeFile('object', 'x', done))).rejects.toMatchObject({ code: 3 });
});

it('writes and reads anywhere in a file, and appends', async () => {
  const { sftp, home } = await connected();
  writeFileSync(join(home, 'f'), '0123456789');
  const handle = await call<Buffer>((done) => sftp.open('f', 'r+', done as never));
  await call((done) => sftp.write(handle, Buffer.from('XY'), 0, 2, 4, done));
  await call((done) => sftp.write(handle, Buffer.from('Z'), 0, 1, 0, done));
  const bytes = Buffer.alloc(3);
  await call((done) => sftp.read(handle, bytes, 0, 3, 3, done as never));
  await call((done) => sftp.close(handle, done));
  expect([bytes.toString(), readFileSync(join(home, 'f'), 'utf8')]).toEqual(['3XY', 'Z123XY6789']);
  await call((done) => sftp.appendFile('f', Buffer.from('+'), done));
  expect(readFileSync(join(home, 'f'), 'utf8')).toBe('Z123XY6789+');
});

it('moves a large file both ways unchanged', async () => {
  const { sftp, home } = await connected();
  const content = randomBytes(6 * 1024 * 1024);
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(home, 'source'), content);
  await call((done) => sftp.fastGet('source', join(home, 'got'), done));
  await call((done) => sftp.fastPut(join(home, 'got'), 'put', done));
  expect(hash(readFileSync(join(home, 'put')))).toBe(hash(content));
});

it('changes permissions, times and sizes, renames, links and removes', async () => {
  const { sftp, home } = await connected();
  const at = (name: string) => join(home, name);
  writeFileSync(at('f'), 'content');
  await call((done) => sftp.setstat('f', { mode: 0o600, mtime: 1_000_000_000, atime: 1_000_000_000 }, done));
  expect([statSync(at('f')).mode & 0o777, statSync(at('f')).mtimeMs]).toEqual([0o600, 1_000_000_000_000]);
  await call((done) => sftp.setstat('f', { size: 3 }, done));
  await call((done) => sftp.rename('f', 'g', done));
  await call((done) => sftp.symlink('g', 'link', done));
  expect([readFileSync(at('link'), 'utf8'), readlinkSync(at('link'))]).toEqual(['con', 'g']);
  expect(await call((done) => sftp.readlink('link', done as never))).toBe('g');
  expect(await call((done) => sftp.realpath('link', done as never))).toBe(at('g'));
  await call((done) => sftp.mkdir('d', { mode: 0o750 }, done));
  expect(lstatSync(at('d')).mode & 0o777).toBe(0o750);
  await call((done) => sftp.rmdir('d', done));
  await call((done) => sftp.unlink('link', done));
  expect([existsSync(at('d')), existsSync(at('link')), existsSync(at('g'))]).toEqual([false, false, true]);
});

it('puts a file in the place of another, of an empty folder or of a link', async () => {
  const { sftp, home } = await connected();
  const at = (name: string) => join(home, name);
  for (const name of ['a', 'b', 'c', 'target']) writeFileSync(at(name), name);
  for (const name of ['folder', 'other']) mkdirSync(at(name));
  symlinkSync('folder', at('link'));
  const replace = (from: string, to: string) => call((done) => sftp.ext_openssh_rename(from, to, done));
  await replace('a', 'target');
  await replace('b', 'link');
  await replace('other', 'folder');
  await replace('c', 'new');
  expect(['target', 'link', 'new'].map((name) => readFileSync(at(name), 'utf8'))).toEqual(['a', 'b', 'c']);
  expect(
    readdirSync(home)
      .filter((name) => !name.startsWith('.'))
      .sort(),
  ).toEqual(['folder', 'link', 'new', 'target']);
  expect(lstatSync(at('link')).isFile()).toBe(true);
});

it('follows an open file to its new name, and shows what was written by every name', async () => {
  const { sftp, home } = await connected();
  const handle = await call<Buffer>((done) => sftp.open('old', 'w+', done as never));
  const write = (text: string, at: number) =>
    call((done) => sftp.write(handle, Buffer.from(text), 0, text.length, at, done));
  const read = async () => {
    const bytes = Buffer.alloc(9);
    const count = await call<number>((done) => sftp.read(handle, bytes, 0, 9, 0, done as never));
    return bytes.toString('utf8', 0, count);
  };
  await write('one', 0);
  expect(await call((done) => sftp.stat('old', done as never))).toMatchObject({ size: 3 });
  expect(await read()).toBe('one');
  await write('two', 3);
  await call((done) => sftp.ext_openssh_rename('old', 'new', done));
  await write('six', 0);
  expect(await read()).toBe('sixtwo');
  writeFileSync(join(home, 'new'), 'by others');
  expect(await read()).toBe('by others');
  await call((done) => sftp.ext_openssh_fsync(handle, done));
  writeFileSync(join(home, 'next'), 'next');
  await call((done) => sftp.ext_openssh_rename('next', 'new', done));
  await expect(write('lost', 0)).rejects.toMatchObject({ code: 2 });
  await call((done) => sftp.close(handle, done));
  expect([existsSync(join(home, 'old')), readFileSync(join(home, 'new'), 'utf8')]).toEqual([false, 'next']);
});

it.each([{}, WITHOUT_STATX])('links, copies and measures as OpenSSH’s server does', async (scripts) => {
  const { sftp, home } = await connected({ scripts });
  const at = (name: string) => join(home, name);
  writeFileSync(at('f'), '0123456789');
  await call((done) => sftp.ext_openssh_hardlink('f', 'hard', done));
  expect(statSync(at('hard')).ino).toBe(statSync(at('f')).ino);
  symlinkSync('f', at('link'));
  await call((done) =>
    sftp.ext_openssh_lsetstat('link', { mtime: 1_000_000_000, atime: 1_000_000_000 }, done),
  );
  expect([lstatSync(at('link')).mtimeMs, statSync(at('f')).mtimeMs === 1e12]).toEqual([1e12, false]);
  await expect(
    call((done) => sftp.ext_openssh_lsetstat('link', { mode: 0o600 }, done)),
  ).rejects.toMatchObject({ code: 4 });

  const [from, to] = await Promise.all([
    call<Buffer>((done) => sftp.open('f', 'r', done as never)),
    call<Buffer>((done) => sftp.open('copy', 'w', done as never)),
  ]);
  await call((done) => sftp.write(to, Buffer.from('ab'), 0, 2, 0, done));
  const copy = (...ranges: [number, number, number]) =>
    call((done) =>
      (sftp as unknown as Copying).ext_copy_data(from, ranges[0], ranges[1], to, ranges[2], done),
    );
  await copy(2, 3, 2);
  await copy(8, 0, 6);
  expect(readFileSync(at('copy'), 'latin1')).toBe('ab234\x0089');

  const fileSystem = await call<Record<string, number>>((done) =>
    sftp.ext_openssh_statvfs('.', done as never),
  );
  const seen = statfsSync(home);
  expect(fileSystem).toMatchObject({ f_bsize: seen.bsize, f_blocks: seen.blocks, f_files: seen.files });
  expect(await call((done) => sftp.ext_openssh_fstatvfs(from, done as never))).toMatchObject({
    f_namemax: fileSystem.f_namemax,
  });
});

it.each([
  ['a packet that is too long', Buffer.from([0x7f, 0xff, 0xff, 0xff, 1, 2, 3])],
  ['a packet of no bytes', Buffer.alloc(8)],
  ['an open without a name', Buffer.from([0, 0, 0, 9, 3, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff])],
  ['a request of no known type', Buffer.from([0, 0, 0, 5, 99, 0, 0, 0, 1])],
])('ends the session of a client that sends %s, and no other one', async (_, packet) => {
  const { client } = await connected();
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.subsys('sftp', (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  channel.resume();
  const closed = new Promise((resolve) => channel.once('close', resolve));
  channel.write(Buffer.concat([Buffer.from([0, 0, 0, 5, 1, 0, 0, 0, 3]), packet]));
  channel.end();
  await closed;
  const again = await new Promise<SFTPWrapper>((resolve, reject) => {
    client.sftp((error, opened) => (error ? reject(error) : resolve(opened)));
  });
  expect(await call((done) => again.realpath('/', done as never))).toBe('/');
});

it.each([
  ['what is not there', 2, (sftp: SFTPWrapper) => call((done) => sftp.stat('nothing', done as never))],
  [
    'a file below one that is not there',
    2,
    (sftp: SFTPWrapper) => call((done) => sftp.writeFile('no/f', 'x', done)),
  ],
  ['to read what is not there', 2, (sftp: SFTPWrapper) => call((done) => sftp.readFile('no', done as never))],
  ['a folder as a file', 4, (sftp: SFTPWrapper) => call((done) => sftp.readFile('folder', done as never))],
  ['a name that is taken', 4, (sftp: SFTPWrapper) => call((done) => sftp.rename('file', 'folder', done))],
  [
    'a new file that is there',
    4,
    (sftp: SFTPWrapper) => call((done) => sftp.open('file', 'wx', done as never)),
  ],
  ['a folder that is not empty', 4, (sftp: SFTPWrapper) => call((done) => sftp.rmdir('folder', done))],
  [
    'to be renamed over a folder that is not empty',
    4,
    (sftp: SFTPWrapper) => call((done) => sftp.ext_openssh_rename('file', 'folder', done)),
  ],
  [
    'a second name that is taken',
    4,
    (sftp: SFTPWrapper) => call((done) => sftp.ext_openssh_hardlink('file', 'folder', done)),
  ],
])('refuses %s with status %i, and goes on', async (_, code, request) => {
  const { sftp, home } = await connected();
  writeFileSync(join(home, 'file'), 'x');
  mkdirSync(join(home, 'folder/inner'), { recursive: true });
  symlinkSync('/', join(home, 'root'));
  chmodSync(join(home, 'file'), 0o600);
  await expect(request(sftp)).rejects.toMatchObject({ code });
  expect(await call((done) => sftp.realpath('root', done as never))).toBe('/');
});
