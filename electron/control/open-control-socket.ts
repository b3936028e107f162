import { connect } from 'node:net';
import { AppFailure } from '../contract/error.ts';
import { RPC_PATH, RPC_PROTOCOL } from '../contract/rpc-protocol.ts';
import { MAXIMUM_FRAME_BYTES } from '../lib/frame.ts';
import type { Port } from '../lib/port.ts';
import { framedPort } from './framed-port.ts';

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

/** Connects to a control socket; resolves to undefined when nothing listens there, or the host is about to end. */
export function openControlSocket(path: string, signal: AbortSignal | undefined): Promise<Port | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
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
        resolve(framedPort(socket, received.subarray(end + HEAD_END.length), MAXIMUM_ANSWER_BYTES));
        return;
      }
      socket.on('error', () => undefined).destroy();
      if (status === '503') resolve(undefined);
      else reject(upgradeFailure(status));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('data', onData).on('error', onError).on('close', onClose);
    socket.write(`${REQUEST}${HEAD_END}`);
  });
}

function upgradeFailure(status = 'nothing that is HTTP'): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: `The Bulkhead that runs is of another version (it answered ${status}). Quit it and start this one.`,
  });
}
