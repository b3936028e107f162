import type { Port } from '../lib/port.ts';
import { controlPlaceOf, hasControlFolder } from './control-place.ts';
import { type Opening, startControlSocket } from './open-control-socket.ts';

export type { Opening };

/**
 * Connects to the engine host that owns the data folder. Resolves to undefined when none runs, or when it is about to
 * end. Rejects with `conflict` when the socket's folder belongs to somebody else, and with the signal's reason.
 */
export async function connectControl(dataPath: string, signal?: AbortSignal): Promise<Port | undefined> {
  const opening = startControl(dataPath, signal);
  return opening && (await opening.accepted) ? opening.port : undefined;
}

/** As `connectControl`, but what is posted to the port at once is sent before an answer. Throws in place of rejecting. */
export function startControl(dataPath: string, signal?: AbortSignal): Opening | undefined {
  const { folder, path } = controlPlaceOf(dataPath);
  signal?.throwIfAborted();
  if (folder !== undefined && !hasControlFolder(folder)) return undefined;
  return startControlSocket(path, signal);
}
