import type { BigIntStats, Dirent } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';

/** Names are bytes: Linux allows any but "/" and NUL, and many a folder holds some that are no UTF-8. */
export interface FolderEntry {
  kind: 'file' | 'directory' | 'symlink';
  /** Below the folder, with "/". */
  path: Buffer;
  stats: BigIntStats;
  /** Where a symlink points; links are never followed. */
  target?: Buffer;
}

export interface WalkOptions {
  signal: AbortSignal;
  /** Decides which entries are left out, told per folder so that it can read that folder's rules. */
  ignore?: IgnoreRules;
  /** Something cannot be copied, or changed meanwhile. */
  onProblem(path: Buffer, problem: WalkProblem): void;
}

export type WalkProblem = 'special' | 'unreadable' | 'changed';

export interface IgnoreRules {
  /** Called before a folder's entries are asked about. */
  enter(folder: Buffer, names: readonly Buffer[]): Promise<void>;
  leaves(path: Buffer, isDirectory: boolean): boolean;
}

/** How many entries of a folder are looked at together. */
const AT_ONCE = 64;
const SLASH = Buffer.from('/');

export function joinPath(folder: Buffer, name: Buffer): Buffer {
  return folder.length === 0 ? name : Buffer.concat([folder, SLASH, name]);
}

/** Everything below a folder, folders before what is in them. Never follows a link, so no loop can hold it. */
export async function* walkFolder(root: string, options: WalkOptions): AsyncGenerator<FolderEntry> {
  yield* walk(Buffer.from(root), Buffer.alloc(0), options);
}

async function* walk(root: Buffer, folder: Buffer, options: WalkOptions): AsyncGenerator<FolderEntry> {
  const { signal, ignore, onProblem } = options;
  signal.throwIfAborted();
  const place = joinPath(root, folder);
  const before = await attempt(() => lstat(place, { bigint: true }));
  const names = await attempt(() => readNames(place));
  if (before === 'gone' || names === 'gone') return onProblem(folder, 'changed');
  if (before === 'unreadable' || names === 'unreadable') return onProblem(folder, 'unreadable');
  await ignore?.enter(
    folder,
    names.map(({ name }) => name),
  );
  for (let at = 0; at < names.length; at += AT_ONCE) {
    signal.throwIfAborted();
    const found = await Promise.all(
      names.slice(at, at + AT_ONCE).map(async (entry) => {
        const path = joinPath(folder, entry.name);
        if (ignore?.leaves(path, entry.isDirectory())) return undefined;
        return { path, entry: await attempt(() => look(root, path)) };
      }),
    );
    for (const each of found) {
      if (!each) continue;
      const { path, entry } = each;
      if (entry === 'gone') onProblem(path, 'changed');
      else if (entry === 'unreadable') onProblem(path, 'unreadable');
      else if (entry === undefined) onProblem(path, 'special');
      else {
        yield entry;
        if (entry.kind === 'directory') yield* walk(root, path, options);
      }
    }
  }
  const after = await attempt(() => lstat(place, { bigint: true }));
  if (typeof after === 'string' || after.mtimeNs !== before.mtimeNs) onProblem(folder, 'changed');
}

async function readNames(place: Buffer): Promise<Dirent<Buffer>[]> {
  const names = await readdir(place, { withFileTypes: true, encoding: 'buffer' });
  return names.sort((a, b) => Buffer.compare(a.name, b.name));
}

/** Undefined for sockets, devices and pipes. */
async function look(root: Buffer, path: Buffer): Promise<FolderEntry | undefined> {
  const place = joinPath(root, path);
  const stats = await lstat(place, { bigint: true });
  if (stats.isFile()) return { kind: 'file', path, stats };
  if (stats.isDirectory()) return { kind: 'directory', path, stats };
  if (!stats.isSymbolicLink()) return undefined;
  return { kind: 'symlink', path, stats, target: await readlink(place, { encoding: 'buffer' }) };
}

/** What a folder that others work in may do at any moment is an answer and no error. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | 'gone' | 'unreadable'> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EINVAL' || code === 'ELOOP') return 'gone';
    if (code === 'EACCES' || code === 'EPERM') return 'unreadable';
    throw error;
  }
}
