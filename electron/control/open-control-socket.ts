import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { AppFailure } from '../contract/error.ts';
import { RPC_PATH, RPC_PROTOCOL } from '../contract/rpc-protocol.ts';
import { MAXIMUM_FRAME_BYTES } from '../lib/frame.ts';
import type { Port } from '../lib/port.ts';
import { webSocketPort } from './web-socket-port.ts';

/** The host sends larger messages than it accepts, such as the diff of a large file. */
const MAXIMUM_ANSWER_BYTES = 16 * MAXIMUM_FRAME_BYTES;

/** Connects to a control socket; resolves to undefined when nothing listens there, or the host is about to end. */
export function openControlSocket(path: string, signal: AbortSignal | undefined): Promise<Port | undefined> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws+unix:${path}:${RPC_PATH}`, RPC_PROTOCOL, {
      perMessageDeflate: false,
      maxPayload: MAXIMUM_ANSWER_BYTES,
    });
    const port = webSocketPort(socket);
    const onAbort = () => {
      socket.terminate();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    const settle = (act: () => void) => {
      signal?.removeEventListener('abort', onAbort);
      act();
    };
    socket.on('open', () => settle(() => resolve(port)));
    socket.on('unexpected-response', (_request, answer: IncomingMessage) => {
      answer.resume();
      socket.terminate();
      settle(() =>
        answer.statusCode === 503 ? resolve(undefined) : reject(upgradeFailure(answer.statusCode)),
      );
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const isAbsent = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(error.code ?? '');
      settle(() => (isAbsent ? resolve(undefined) : reject(error)));
    });
  });
}

function upgradeFailure(status: number | undefined): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: `The Bulkhead that runs is of another version (it answered ${status}). Quit it and start this one.`,
  });
}
