import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Endpoint } from '../../contract/engine.ts';

/** Everything of the engine is in one folder of the data folder, but for what is gone when its processes are. */
export interface Places {
  folder: string;
  /** The engine's images, containers and volumes, owned in part by subordinate ids. */
  data: string;
  /** Options of the person's own: `daemon.json` of Docker. */
  config: string;
  /** Programs that the app downloaded, a folder a version. */
  programs: string;
  /** Who runs: written by the app. */
  record: string;
  log: string;
  /** State of rootlesskit. */
  state: string;
  /** In place of a runtime folder of the session, where there is none. */
  runtime: string;
  socket: string;
  endpoint: Endpoint;
  /**
   * The engine's sockets and states, in the private /run of its processes. The path is part of their command lines, so
   * that they are known by it.
   */
  exec: string;
}

export function placesIn(dataPath: string): Places {
  const folder = join(dataPath, 'engine');
  const socket = join(folder, 'docker.sock');
  return {
    folder,
    data: join(folder, 'data'),
    config: join(folder, 'daemon.json'),
    programs: join(folder, 'programs'),
    record: join(folder, 'process.json'),
    log: join(folder, 'engine.log'),
    state: join(folder, 'rootlesskit'),
    runtime: join(folder, 'run'),
    socket,
    endpoint: { url: `unix://${socket}`, source: 'settings', label: 'The app’s own engine' },
    exec: `/run/bulkhead-engine-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`,
  };
}

/** Longest path of a unix socket in bytes, without the final NUL: unix(7). */
const MAX_SOCKET_BYTES = 107;

/** Why no engine can listen in this folder. */
export function placeProblem({ socket }: Places): string | undefined {
  if (Buffer.byteLength(socket) <= MAX_SOCKET_BYTES) return undefined;
  return `The engine cannot listen at ${socket}: Linux allows ${MAX_SOCKET_BYTES} bytes for such a path. Choose a data folder with a shorter path.`;
}
