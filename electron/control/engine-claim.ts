import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { homedir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { AppFailure } from '../contract/error.ts';
import type { ClaimEngine, EngineClaim } from '../engine/docker/claim-engine.ts';
import { actions } from '../engine/docker/error-rules.ts';
import { delay, systemClock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { claimControl } from './claim.ts';
import type { ControlPlace } from './control-place.ts';

/** Who holds an engine tells its data folder to whoever connects, and nothing else. */
const ANSWER_WITHIN_MS = 1_000;
const LONGEST_ANSWER_BYTES = 8_192;
const ID_LENGTH = 24;
/** A killed process may take some time to end. */
const TRIES = 20;
const RETRY_MS = 100;
/** A process that cuts the connection is about to end: its socket ends after it. One that is suspended keeps it. */
type Holder = { dataPath: string } | 'ending' | 'suspended';
const UNCLAIMED: EngineClaim = { release: async () => undefined };

/**
 * Makes the host of a data folder the only one of an engine, among this person's on this machine: hosts of two data
 * folders would take each other's gateway and agents away. The lock is a listening socket, as that of a data folder is.
 */
export function claimEngineFor(dataPath: string, logger: Logger, folder = claimsFolder()): ClaimEngine {
  return async ({ identity }, signal) => {
    if (identity === undefined) return UNCLAIMED;
    const place = placeOf(folder, identity);
    let holder: Holder = 'ending';
    try {
      if (place.folder !== undefined) await mkdir(dirname(place.folder), { recursive: true, mode: 0o700 });
      for (let tried = 1; ; tried += 1) {
        const claim = await claimControl(holderServer(dataPath), place);
        if (claim) return claim;
        holder = await readHolder(place.path, signal);
        if (holder !== 'ending' || tried === TRIES) break;
        await delay(systemClock, RETRY_MS, signal);
      }
    } catch (error) {
      signal.throwIfAborted();
      // A home folder without sockets must not keep a person from their agents.
      logger.warn('another host could use the same engine', { error });
      return UNCLAIMED;
    }
    throw heldBy(holder);
  };
}

function holderServer(dataPath: string): Server {
  return createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(`${JSON.stringify({ dataPath })}\n`);
  });
}

/** A folder of this person, the same however a program is started: of a session, by a timer, with another `HOME`. */
function claimsFolder(): string {
  let home: string;
  try {
    home = userInfo().homedir;
  } catch {
    home = homedir(); // This person is in no list of the system's.
  }
  return process.platform === 'darwin'
    ? join(home, 'Library', 'Caches', 'Bulkhead', 'engines')
    : join(home, '.local', 'state', 'bulkhead', 'engines');
}

function placeOf(folder: string, identity: string): ControlPlace {
  const id = createHash('sha256').update(identity).digest('hex').slice(0, ID_LENGTH);
  if (process.platform === 'win32') {
    const person = createHash('sha256').update(homedir().toLowerCase()).digest('hex').slice(0, ID_LENGTH);
    return { folder: undefined, path: `\\\\.\\pipe\\bulkhead-engine-${person}-${id}` };
  }
  return { folder: join(folder, id), path: join(folder, id, 'holder.sock') };
}

/** Resolves to what the host that holds the engine says of itself. */
function readHolder(path: string, signal: AbortSignal): Promise<Holder> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let text = '';
    const settle = (silent: Holder) => {
      signal.removeEventListener('abort', end);
      socket.destroy();
      const dataPath = dataPathIn(text);
      resolve(dataPath === undefined ? silent : { dataPath });
    };
    const end = () => settle('ending');
    signal.addEventListener('abort', end, { once: true });
    socket.setTimeout(ANSWER_WITHIN_MS, () => settle('suspended'));
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      text += part;
      if (text.length > LONGEST_ANSWER_BYTES) end();
    });
    socket.on('error', end).on('end', end);
  });
}

function dataPathIn(text: string): string | undefined {
  try {
    const { dataPath } = JSON.parse(text) as { dataPath?: unknown };
    return typeof dataPath === 'string' ? dataPath : undefined;
  } catch {
    return undefined;
  }
}

function heldBy(holder: Holder): AppFailure {
  const dataPath = typeof holder === 'object' ? holder.dataPath : undefined;
  const other = dataPath === undefined ? 'another data folder' : `the data folder ${dataPath}`;
  const next =
    dataPath === undefined ? 'Quit it' : `Quit it, or use it: set BULKHEAD_DATA=${dataPath} for this one`;
  return new AppFailure({
    type: 'conflict',
    message: `Another Bulkhead, with ${other}, takes care of this engine’s agents. ${next}. This one tries again by itself.`,
    actions: [actions.retry],
  });
}
