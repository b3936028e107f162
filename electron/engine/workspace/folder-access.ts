import { constants } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { canAccess } from '../../lib/can-access.ts';

export interface FolderFacts {
  kind: 'missing' | 'unreachable' | 'folder' | 'socket' | 'file';
  /** Path after following all links. */
  realPath: string;
  uid: number;
  gid: number;
  /** Permission bits. */
  mode: number;
  /** Whether this process may read and write the folder. */
  ownAccess: { read: boolean; write: boolean };
}

/** Reads facts about a path. Never rejects, whatever the path is. */
export async function readFolder(path: string): Promise<FolderFacts> {
  const nothing = { realPath: path, uid: -1, gid: -1, mode: 0, ownAccess: { read: false, write: false } };
  try {
    const realPath = await realpath(path);
    const stats = await stat(realPath);
    const kind = stats.isDirectory() ? 'folder' : stats.isSocket() ? 'socket' : 'file';
    const ownAccess = {
      read: await canAccess(realPath, constants.R_OK | constants.X_OK),
      write: await canAccess(realPath, constants.W_OK | constants.X_OK),
    };
    return { kind, realPath, uid: stats.uid, gid: stats.gid, mode: stats.mode & 0o777, ownAccess };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing', ...nothing };
    if (code === 'EACCES' || code === 'ELOOP' || code === 'EPERM') return { kind: 'unreachable', ...nothing };
    throw error;
  }
}

/** A user's access to a folder by its permission bits. Ignores access lists. Pure. */
export function accessOf(
  folder: Pick<FolderFacts, 'uid' | 'gid' | 'mode'>,
  user: { uid: number; gid: number },
): { read: boolean; write: boolean } {
  const shift = user.uid === folder.uid ? 6 : user.gid === folder.gid ? 3 : 0;
  const bits = (folder.mode >> shift) & 0o7;
  return { read: (bits & 0o5) === 0o5, write: (bits & 0o3) === 0o3 };
}
