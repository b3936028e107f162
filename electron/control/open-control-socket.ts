import { connect, type Socket } from 'node:net';
import { AppFailure } from '../contract/error.ts';
import { RPC_PATH, RPC_PROTOCOL } from '../contract/rpc-protocol.ts';
import { MAXIMUM_FRAME_BYTES } from '../lib/frame.ts';
import type { Port } from '../lib/port.ts';
import { framedPort, onClosed, postFrame } from './framed-port.ts';

/** The host sends larger messages than it accepts, such as the diff of a large file. */
const MAXIMUM_ANSWER_BYTES = 16 * MAXIMUM_FRAME_BYTES;
/** The head of a longer answer is none of the host's. */
const MAXIMUM_HEAD_BYTES = 16 * 1024;
const HEAD_END = '\r\n\r\n';

const REQUEST = [
  `GET ${RPC_PATH} HTTP/1.1`,
  'Host: localhost',
  'Connection: Upgrade',
  `Upgrade: ${RPC_PROTOCOL}`,
].join('\r\n');

/** A connection to a control socket that nobody has accepted yet. */
export interface Opening {
  /** What is posted is sent at once, after the request for the connection, and has no effect if that is refused. */
  readonly port: Port;
  /** Resolves to false when nothing listens there, or the host is about to end. */
  readonly accepted: Promise<boolean>;
}

/** Connects to a control socket. Its first messages need not wait for an answer. */
export function startControlSocket(path: string, signal: AbortSignal | undefined): Opening {
  const socket = connect(path);
  // A broken connection also closes, so its error adds nothing to what waits for an answer below.
  socket.on('error', () => undefined);
  socket.write(`${REQUEST}${HEAD_END}`);
  let framed: Port | undefined;
  let receive: ((message: unknown) => void) | undefined;
  const port: Port = {
    post: (message) => postFrame(socket, message),
    onMessage: (listener) => {
      receive = listener;
      framed?.onMessage(listener);
    },
    onClose: (listener) => onClosed(socket, listener),
    close: () => (framed ? framed.close() : socket.destroy()),
  };
  const accepted = acceptance(socket, signal).then((head) => {
    if (!head) return false;
    framed = framedPort(socket, head, MAXIMUM_ANSWER_BYTES);
    if (receive) framed.onMessage(receive);
    return true;
  });
  return { port, accepted };
}

/** Resolves to the bytes after the host's acceptance, or to undefined when there is no host. */
function acceptance(socket: Socket, signal: AbortSignal | undefined): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const onAbort = () => {
      reject(signal?.reason);
      socket.destroy();
    };
    const onClose = () => resolve(undefined);
    const onError = (error: NodeJS.ErrnoException) => {
      const isAbsent = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(error.code ?? '');
      if (!isAbsent) reject(error);
    };
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf(HEAD_END);
      if (end < 0 && received.length <= MAXIMUM_HEAD_BYTES) return;
      signal?.removeEventListener('abort', onAbort);
      socket.off('data', onData).off('error', onError).off('close', onClose);
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(received.toString('latin1', 0, 16))?.[1];
      if (status === '101') {
        resolve(received.subarray(end + HEAD_END.length));
        return;
      }
      socket.destroy();
      if (status === '503') resolve(undefined);
      else reject(upgradeFailure(status));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('data', onData).on('error', onError).on('close', onClose);
  });
}

function upgradeFailure(status = 'nothing that is HTTP'): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: `The Bulkhead that runs is of another version (it answered ${status}). Quit it and start this one.`,
  });
}
