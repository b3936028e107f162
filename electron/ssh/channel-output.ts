import type { Writable } from 'node:stream';
import type { ServerChannel } from 'ssh2';

/**
 * Writes to a channel, or to its stderr. Resolves when the client has room for more, or when the session has ended. Only
 * then may the channel be written to again.
 */
export function writeToChannel(
  channel: ServerChannel,
  target: Writable,
  bytes: Uint8Array,
  ended: AbortSignal,
): Promise<void> {
  if (ended.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = () => {
      ended.removeEventListener('abort', settle);
      forgetSent(channel);
      resolve();
    };
    // A channel that the client has closed never calls back.
    ended.addEventListener('abort', settle, { once: true });
    target.write(bytes, settle);
  });
}

/**
 * ssh2 1.17 keeps a chunk that had to wait for the client's window, and sends it again when the other one of the
 * channel's two outputs waits.
 */
function forgetSent(channel: ServerChannel): void {
  Object.assign(channel, {
    _chunk: undefined,
    _chunkcb: undefined,
    _chunkErr: undefined,
    _chunkcbErr: undefined,
  });
}

/** Passes a channel's input on to `write`, no faster than it resolves. */
export function readChannel(
  channel: ServerChannel,
  write: (bytes: Uint8Array) => Promise<void>,
  onEnd: () => void,
): void {
  channel.on('data', (bytes: Buffer) => {
    channel.pause();
    void write(bytes).then(
      () => channel.resume(),
      () => channel.resume(),
    );
  });
  channel.once('end', onEnd);
}
