import { Emitter } from '../../../electron/lib/emitter.ts';
import { decodeFrame, encodeFrame } from '../../../electron/lib/frame.ts';
import type { HostPort } from '../transport.ts';

/** The used part of a browser's WebSocket. */
export type BrowserSocket = Pick<
  WebSocket,
  'readyState' | 'binaryType' | 'send' | 'close' | 'addEventListener'
>;

/** As of WebSocket, which tests in Node lack. */
const OPEN = 1;

/** The contract's port over a browser's WebSocket. Messages that arrive before `onMessage` wait for it. */
export function browserSocketPort(socket: BrowserSocket): HostPort {
  const closed = new Emitter<void>();
  let isClosed = false;
  const end = () => {
    if (isClosed) return;
    isClosed = true;
    closed.emit();
  };
  let receive: ((message: unknown) => void) | undefined;
  const backlog: unknown[] = [];
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!(data instanceof ArrayBuffer)) return;
    const message = decodeFrame(new Uint8Array(data));
    if (receive) receive(message);
    else backlog.push(message);
  });
  socket.addEventListener('close', end);
  return {
    post: (message) => {
      if (socket.readyState === OPEN) socket.send(encodeFrame(message) as Uint8Array<ArrayBuffer>);
    },
    onMessage: (listener) => {
      receive = listener;
      for (const message of backlog.splice(0)) listener(message);
    },
    onClose: (listener) => {
      if (isClosed) listener();
      else closed.on(listener);
    },
    close: () => socket.close(),
    closed: end,
  };
}
