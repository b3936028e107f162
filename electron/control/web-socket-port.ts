import type { WebSocket } from 'ws';
import { decodeFrame, encodeFrame } from '../lib/frame.ts';
import type { Port } from '../lib/port.ts';
import { MAXIMUM_WAITING_BYTES } from './framed-port.ts';

/**
 * The contract's port over a WebSocket, for either end. Messages that arrive before `onMessage` wait for it. The port
 * disconnects a peer that sends anything but frames, or that stops reading.
 */
export function webSocketPort(socket: WebSocket): Port {
  let receive: ((message: unknown) => void) | undefined;
  const backlog: unknown[] = [];
  socket.on('message', (data: Buffer, isBinary) => {
    let message: unknown;
    try {
      if (!isBinary) throw new Error('text');
      message = decodeFrame(data);
    } catch {
      socket.close(1003, 'Send binary frames of MessagePack.');
      return;
    }
    if (receive) receive(message);
    else backlog.push(message);
  });
  // A broken connection also closes, so its error adds nothing.
  socket.on('error', () => socket.terminate());
  return {
    post: (message) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MAXIMUM_WAITING_BYTES) socket.terminate();
      else socket.send(encodeFrame(message));
    },
    onMessage: (listener) => {
      receive = listener;
      for (const message of backlog.splice(0)) listener(message);
    },
    onClose: (listener) => {
      if (socket.readyState === socket.CLOSED) listener();
      else socket.on('close', () => listener());
    },
    close: () => socket.close(),
  };
}
