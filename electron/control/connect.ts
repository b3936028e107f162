import { lstat } from 'node:fs/promises';
import type { Port } from '../lib/port.ts';
import { checkControlFolder, controlPlaceOf } from './control-place.ts';

/**
 * Connects to the engine host that owns the data folder. Resolves to undefined when none runs, or when it is about to
 * end. Rejects with `conflict` when the socket's folder belongs to somebody else, and with the signal's reason.
 */
export async function connectControl(dataPath: string, signal?: AbortSignal): Promise<Port | undefined> {
  const { folder, path } = controlPlaceOf(dataPath);
  signal?.throwIfAborted();
  try {
    if (folder !== undefined) {
      await checkControlFolder(folder);
      await lstat(path);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  // What connects takes time to load, and is needed only where a socket is there.
  const { openControlSocket } = await import('./open-control-socket.ts');
  return await openControlSocket(path, signal);
}
