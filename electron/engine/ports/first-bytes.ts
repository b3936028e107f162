import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../lib/clock.ts';

/** A longer request line is treated as incomplete. */
const LONGEST_LINE = 64 * 1024;
/** Methods that browsers send; other methods are recognised by the whole request line. */
const BROWSER_METHOD = /^[\r\n]*(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) /;
/** A client that is silent for this long waits for the server to speak first, as those of databases and SSH do. */
const SILENT_AFTER_MS = 300;

export type Protocol = 'http' | 'other';

/**
 * Detects a client's protocol by its first bytes; undefined while its first line is incomplete and may still be a
 * request's. HTTP/2 without TLS is `other`: no browser speaks it.
 */
export function protocolOf(bytes: Uint8Array): Protocol | undefined {
  // A server skips empty lines before a request.
  const start = Buffer.from(bytes.subarray(0, LONGEST_LINE))
    .toString('latin1')
    .replace(/^[\r\n]+/, '');
  const end = start.indexOf('\n');
  if (end >= 0) return /^\S+ .* HTTP\/1\.\d\s*$/i.test(start.slice(0, end)) ? 'http' : 'other';
  if (start.length >= LONGEST_LINE) return guess(bytes);
  return /^[\x21-\x7e]*( [\x20-\xff]*)?$/.test(start) ? undefined : 'other';
}

/** Guesses the protocol of a client that stopped inside its first line. */
function guess(bytes: Uint8Array): Protocol {
  return BROWSER_METHOD.test(Buffer.from(bytes).toString('latin1')) ? 'http' : 'other';
}

export interface FirstBytes {
  protocol: Protocol | 'silent';
  /** All bytes of a client that has already ended its half; otherwise the bytes are back in the socket. */
  whole?: Buffer;
}

/**
 * Reads enough of the socket to detect its protocol, then unshifts it. A client that sends nothing is `silent`. The
 * socket is paused afterwards.
 */
export async function readFirstBytes(socket: Socket, clock: Clock): Promise<FirstBytes> {
  const chunks: Buffer[] = [];
  return await new Promise((resolve) => {
    const finish = (result: FirstBytes) => {
      cancel();
      socket.removeListener('data', onData);
      socket.removeListener('end', onEnd);
      socket.removeListener('close', onEnd);
      socket.pause();
      if (chunks.length > 0 && result.whole === undefined) socket.unshift(Buffer.concat(chunks));
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      const protocol = protocolOf(Buffer.concat(chunks));
      if (protocol) finish({ protocol });
    };
    // A stream that has ended accepts no unshift.
    const onEnd = () => finish({ protocol: 'other', whole: Buffer.concat(chunks) });
    const cancel = clock.after(SILENT_AFTER_MS, () =>
      finish({ protocol: chunks.length > 0 ? guess(Buffer.concat(chunks)) : 'silent' }),
    );
    socket.on('data', onData);
    socket.once('end', onEnd);
    socket.once('close', onEnd);
    socket.resume();
  });
}

/**
 * Closes a silent client that sends HTTP after all: a browser opens connections in advance, and retries on another.
 * Call it before another reader uses the socket.
 */
export function endIfHttp(socket: Duplex): void {
  const chunks: Buffer[] = [];
  const onData = (chunk: Buffer) => {
    chunks.push(chunk);
    const protocol = protocolOf(Buffer.concat(chunks));
    if (protocol) socket.removeListener('data', onData);
    if (protocol === 'http') socket.destroy();
  };
  socket.on('data', onData);
  socket.pause();
}
