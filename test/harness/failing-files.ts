import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** The calls of node:fs/promises by which the app's files are read, and those by which they are written. */
const READS = ['readFile', 'readdir', 'open', 'stat'] as const;
const WRITES = ['appendFile', 'rename', 'truncate', 'mkdir', 'open', 'writeFile'] as const;
/** The calls of an open file that write. */
const HANDLE_WRITES = ['write', 'writeFile', 'sync', 'chmod'] as const;

type Call = (...args: unknown[]) => Promise<unknown>;
const calls = fs as unknown as Record<string, Call>;

export interface FailingFiles {
  /** The calls that failed. */
  readonly failed: string[];
  heal(): void;
}

const failure = (code: string, call: string) =>
  Object.assign(new Error(`${code}: injected, ${call}`), { code, syscall: call });

/** Replaces functions of node:fs/promises for everything that imports them, until `heal`. */
function replaceCalls(
  names: readonly string[],
  replacement: (name: string, original: Call) => Call,
): () => void {
  const originals = new Map(names.map((name) => [name, calls[name] as Call]));
  for (const [name, original] of originals) calls[name] = replacement(name, original);
  syncBuiltinESMExports();
  return () => {
    for (const [name, original] of originals) calls[name] = original;
    syncBuiltinESMExports();
  };
}

/** From now on, reading what has such a path fails with this code, as on a broken disk or without permission. */
export function failReads(path: RegExp, code: string): FailingFiles {
  const failed: string[] = [];
  const heal = replaceCalls(READS, (name, original) => async (...args) => {
    const isReading = name !== 'open' || args[1] === undefined || args[1] === 'r';
    if (!isReading || !path.test(String(args[0]))) return await original.apply(fs, args);
    failed.push(name);
    throw failure(code, name);
  });
  return { failed, heal };
}

/**
 * From now on, one kind of write fails with this code: a call of node:fs/promises, or `file.…` for one of an open file.
 * Reading goes on, and so do writes to paths that do not match `path`.
 */
export function failWrites(call: string, code: string, path = /(?:)/): FailingFiles {
  const failed: string[] = [];
  const fail = () => {
    failed.push(call);
    return Promise.reject(failure(code, call));
  };
  const [, ofHandle] = /^file\.(\w+)$/.exec(call) ?? [];
  const heal = replaceCalls(ofHandle ? ['open'] : [call], (_name, original) => async (...args) => {
    if (!path.test(String(args[0]))) return await original.apply(fs, args);
    const isRead = call === 'open' && (args[1] === undefined || args[1] === 'r' || !isWriting(args[1]));
    if (!ofHandle) return await (isRead ? original.apply(fs, args) : fail());
    const handle = (await original.apply(fs, args)) as FileHandle;
    return isWriting(args[1]) ? Object.assign(handle, { [ofHandle]: fail }) : handle;
  });
  return { failed, heal };
}

const isWriting = (flags: unknown): boolean =>
  typeof flags === 'number' ? (flags & 3) !== 0 : typeof flags === 'string' && flags !== 'r';

/** Every kind of write for `failWrites`. */
export const WRITE_CALLS = [...WRITES, ...HANDLE_WRITES.map((call) => `file.${call}`)];
