import type { BigIntStats, Dirent } from 'node:fs';
import { type DiskCalls, DiskPace } from '../../../lib/host-directory/disk-calls.ts';

/** An entry of a folder. Names are bytes: Linux allows any but "/" and NUL, and some are not UTF-8. */
export interface FolderEntry {
  kind: 'file' | 'directory' | 'symlink';
  /** Path below the folder, with "/". */
  path: Buffer;
  stats: BigIntStats;
  /** Target of a symlink; links are never followed. */
  target?: Buffer;
}

export interface WalkOptions {
  signal: AbortSignal;
  /** Decides which entries to skip; called per folder, so that it can read that folder's rules. */
  ignore?: IgnoreRules;
  /** Called for an entry that cannot be copied, or changed meanwhile. */
  onProblem(path: Buffer, problem: WalkProblem): void;
}

export type WalkProblem = 'special' | 'unreadable' | 'changed';

export interface IgnoreRules {
  /** Called before any entry of the folder is checked. */
  enter(folder: Buffer, names: readonly Buffer[]): Promise<void>;
  leaves(path: Buffer, isDirectory: boolean): boolean;
}

/** Number of a folder's entries that are read in parallel. */
const AT_ONCE = 64;
const SLASH = Buffer.from('/');

export function joinPath(folder: Buffer, name: Buffer): Buffer {
  return folder.length === 0 ? name : Buffer.concat([folder, SLASH, name]);
}

/** Yields everything below a folder, each folder before its content. Never follows a link, so the walk cannot loop. */
export async function* walkFolder(root: string, options: WalkOptions): AsyncGenerator<FolderEntry> {
  yield* walk(Buffer.from(root), Buffer.alloc(0), { ...options, pace: new DiskPace() });
}

async function* walk(
  root: Buffer,
  folder: Buffer,
  options: WalkOptions & { pace: DiskPace },
): AsyncGenerator<FolderEntry> {
  const { signal, ignore, onProblem, pace } = options;
  signal.throwIfAborted();
  const place = joinPath(root, folder);
  const calls = await pace.turn();
  const before = await attempt(() => calls.lstat(place));
  const names = await attempt(() => readNames(calls, place));
  if (before === 'gone' || names === 'gone') return onProblem(folder, 'changed');
  if (before === 'unreadable' || names === 'unreadable') return onProblem(folder, 'unreadable');
  await ignore?.enter(
    folder,
    names.map(({ name }) => name),
  );
  for (let at = 0; at < names.length; at += AT_ONCE) {
    signal.throwIfAborted();
    const calls = await pace.turn();
    const entries = await Promise.all(
      names.slice(at, at + AT_ONCE).map(async (entry) => {
        const path = joinPath(folder, entry.name);
        if (ignore?.leaves(path, entry.isDirectory())) return undefined;
        return { path, entry: await attempt(() => readEntry(calls, root, path)) };
      }),
    );
    for (const each of entries) {
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
  const after = await attempt(async () => (await pace.turn()).lstat(place));
  if (typeof after === 'string' || after.mtimeNs !== before.mtimeNs) onProblem(folder, 'changed');
}

async function readNames(calls: DiskCalls, place: Buffer): Promise<Dirent<Buffer>[]> {
  const names = await calls.readdir(place);
  return names.sort((a, b) => Buffer.compare(a.name, b.name));
}

/** Reads an entry; undefined for sockets, devices and pipes. */
async function readEntry(calls: DiskCalls, root: Buffer, path: Buffer): Promise<FolderEntry | undefined> {
  const place = joinPath(root, path);
  const stats = await calls.lstat(place);
  if (stats.isFile()) return { kind: 'file', path, stats };
  if (stats.isDirectory()) return { kind: 'directory', path, stats };
  if (!stats.isSymbolicLink()) return undefined;
  return { kind: 'symlink', path, stats, target: await calls.readlink(place) };
}

/** Converts expected errors to values, because other programs may change the folder at any moment. */
export async function attempt<T>(work: () => T | Promise<T>): Promise<T | 'gone' | 'unreadable'> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EINVAL' || code === 'ELOOP') return 'gone';
    if (code === 'EACCES' || code === 'EPERM') return 'unreadable';
    throw error;
  }
}
