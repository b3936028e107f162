import type { ListeningPort } from '../../contract/ports.ts';
import { systemClock } from '../../lib/clock.ts';
import { deadlineWithin } from '../../lib/deadline.ts';
import type { Engine } from '../docker/engine.ts';
import { linesInside } from '../docker/lines-inside.ts';

const READ_WITHIN_MS = 3_000;
const LISTEN = '0A';
/**
 * Matches loopback addresses: 127.0.0.0/8 in the kernel's byte order ends in 7F; ::1 and ::ffff:127.x as the kernel
 * prints them.
 */
const LOOPBACK = /^(.{6}7F|0{24}01000000|0{16}FFFF0000.{6}7F)$/;
/** Docker's own name server, in every container on a user-defined network. */
const DOCKER_DNS = /^0B00007F$/;

/** Parses lines of /proc/net/tcp and tcp6. Pure. */
export function parseListening(lines: readonly string[]): ListeningPort[] {
  const listening = new Map<number, boolean>();
  for (const line of lines) {
    const fields = line.trim().split(/\s+/);
    const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(fields[1] ?? '');
    if (!match || fields[3] !== LISTEN) continue;
    const [, address = '', hexPort = ''] = match;
    const port = Number.parseInt(hexPort, 16);
    if (port === 0 || DOCKER_DNS.test(address)) continue;
    listening.set(port, LOOPBACK.test(address) && (listening.get(port) ?? true));
  }
  return [...listening]
    .map(([port, loopbackOnly]) => ({ port, loopbackOnly }))
    .sort((a, b) => a.port - b.port);
}

/**
 * The listening ports of a running container; null when they cannot be read (an image without `cat`, a kernel without
 * the file).
 */
export async function listeningInside(
  engine: Engine,
  containerId: string,
  signal: AbortSignal,
): Promise<ListeningPort[] | null> {
  const deadline = deadlineWithin(READ_WITHIN_MS, signal, systemClock);
  try {
    const lines = await linesInside(
      engine,
      containerId,
      ['cat', '/proc/net/tcp', '/proc/net/tcp6'],
      deadline.signal,
    );
    return lines.length === 0 ? null : parseListening(lines);
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  } finally {
    deadline.release();
  }
}
