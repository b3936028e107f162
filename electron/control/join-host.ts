import { connect } from 'node:net';
import type { Port } from '../lib/port.ts';
import { unlessAborted } from '../lib/unless-aborted.ts';
import { connectControl } from './connect.ts';
import { appPlaceOf, hasControlFolder } from './control-place.ts';

/**
 * Connects to the engine host that owns the data folder, or to the one that the app starts now. Resolves to undefined
 * when there is none, and rejects as `connectControl` does.
 */
export async function joinHost(dataPath: string, signal: AbortSignal): Promise<Port | undefined> {
  const port = await connectControl(dataPath, signal);
  if (port || !(await untilAppHosts(dataPath, signal))) return port;
  return await connectControl(dataPath, signal);
}

/** Resolves to false when no app runs, else to true when its host answers or it ends. */
async function untilAppHosts(dataPath: string, signal: AbortSignal): Promise<boolean> {
  const { folder, path } = appPlaceOf(dataPath);
  if (folder !== undefined && !hasControlFolder(folder)) return false;
  const socket = connect(path);
  let isThere = false;
  const closed = new Promise<boolean>((resolve) => {
    socket.on('connect', () => {
      isThere = true;
    });
    // The app that made the socket may have ended.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(isThere));
  });
  // The end of the connection is only seen while it is read.
  socket.resume();
  try {
    return await unlessAborted(closed, signal);
  } finally {
    socket.destroy();
  }
}
