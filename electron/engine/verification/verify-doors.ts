import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { posix } from 'node:path';
import type { ProbeResult } from '../../contract/isolation.ts';
import type { ContainerInspect } from '../docker/api.ts';
import type { InsideReport } from '../docker/run-inside.ts';
import type { Doors, TcpDoor } from './doors.ts';
import { fail, inconclusive, type Probe, pass } from './verify-evidence.ts';
import { type Attempt, readAttempt, type Target } from './verify-targets.ts';

const PROBE: Probe = {
  id: 'doors',
  name: 'Bulkhead’s own API and socket',
  expected: 'No mount leads to the socket, and no request arrives',
};
const CONTROL_WITHIN_MS = 2_000;
/** The address of the listeners, which must not lead to them from the gateway. */
const LOOPBACK = '127.0.0.1';

/** The attempts of one verification to reach the doors of this host. */
export interface DoorTrial {
  readonly doors: Doors;
  readonly listening: readonly TcpDoor[];
  /** The path that each attempt requests. */
  readonly path: string;
  /** Whether a request of this host itself was seen; otherwise the absence of requests proves nothing. */
  readonly isControlled: boolean;
  wasReached(): boolean;
  end(): void;
}

/** Prepares the attempts, and requests each listener from this host as the positive control. */
export async function prepareDoorTrial(doors: Doors, signal: AbortSignal): Promise<DoorTrial> {
  const { listening } = doors;
  const controls = await Promise.all(
    listening.filter(({ tls }) => !tls).map((door) => isSeen(doors, door, signal)),
  );
  return { doors, listening, isControlled: controls.every(Boolean), ...doors.expect(newMark()) };
}

/** Builds the attempts from inside against addresses of the engine's host. Pure. */
export function doorTargets(
  trial: DoorTrial,
  addresses: readonly string[],
  gateway: { host: string; port: number } | undefined,
): Target[] {
  const { listening, path } = trial;
  const direct = listening.flatMap(({ port }) =>
    [...addresses, 'host.docker.internal'].map((host) => ({
      key: `door ${host}:${port}`,
      host,
      port,
      payload: requestOf(path, port),
    })),
  );
  const [first] = listening;
  if (!gateway || !first) return direct;
  const authority = `${LOOPBACK}:${first.port}`;
  const payload = `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`;
  return [...direct, { key: 'door-gateway', ...gateway, payload }];
}

/** Judges by what arrived at this host and by the engine's report; what the agent prints can only make it worse. Pure. */
export function judgeDoors(
  trial: DoorTrial,
  inspect: ContainerInspect,
  report: InsideReport | null,
): ProbeResult {
  const { folder } = trial.doors;
  const mount = inspect.Mounts.find(({ Type, Source = '' }) => Type === 'bind' && leadsTo(Source, folder));
  if (mount) return fail(PROBE, `${mount.Destination} leads to the socket`);
  if (trial.wasReached()) return fail(PROBE, 'A request from inside arrived at the API');
  const attempts = [...(report ?? [])].filter(([key]) => key.startsWith('door'));
  const answered = attempts.find(([key, text]) => isAnswer(key, readAttempt(text)));
  if (answered) return fail(PROBE, `Answered: ${answered[0].replace('door ', '')}`);
  if (trial.listening.length === 0)
    return pass(PROBE, 'No mount leads to the socket; nothing listens on TCP');
  if (!trial.isControlled) return inconclusive(PROBE, 'The API does not answer this host either.');
  if (attempts.length === 0) return inconclusive(PROBE, 'Nothing in the image could try it.');
  return pass(PROBE, `No mount leads to the socket; none of ${attempts.length} requests arrived`);
}

/** The gateway accepts every connection, and lets a request through with a success alone. */
function isAnswer(key: string, attempt: Attempt): boolean {
  if (attempt.kind !== 'connected') return false;
  return key !== 'door-gateway' || /^HTTP\/1\.[01] 2/.test(attempt.answer);
}

/** Whether a bind of `source` shows the folder or a part of it. Docker Desktop puts its own path before the source. */
function leadsTo(source: string, folder: string | undefined): boolean {
  if (folder === undefined) return false;
  const own = posix.normalize(`${source.replace(/^\/host_mnt(?=\/)/, '')}/`).slice(0, -1) || '/';
  const below = (path: string, parent: string) =>
    path === parent || path.startsWith(parent === '/' ? '/' : `${parent}/`);
  return below(folder, own) || below(own, folder);
}

function isSeen(doors: Doors, { host, port }: TcpDoor, signal: AbortSignal): Promise<boolean> {
  const { path, wasReached, end } = doors.expect(newMark());
  return new Promise((resolve) => {
    const settle = () => {
      resolve(wasReached());
      end();
    };
    const headers = { host: `localhost:${port}` };
    const sent = get(
      { host, port, path, headers, agent: false, signal, timeout: CONTROL_WITHIN_MS },
      (answer) => {
        answer.resume();
        settle();
      },
    );
    sent.on('error', settle);
    sent.on('timeout', () => sent.destroy(new Error('no answer')));
  });
}

function requestOf(path: string, port: number): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`;
}

const newMark = () => randomBytes(16).toString('hex');
