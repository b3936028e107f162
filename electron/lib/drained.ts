import type { Writable } from 'node:stream';

const waiting = new WeakMap<Writable, Promise<void>>();

/** Resolves when a stream can take more, or has closed. All who wait for a stream share its listeners. */
export function drained(stream: Writable): Promise<void> {
  const present = waiting.get(stream);
  if (present !== undefined) return present;
  const wait = new Promise<void>((resolve) => {
    const done = () => {
      stream.off('drain', done);
      stream.off('close', done);
      waiting.delete(stream);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
    if (stream.destroyed) queueMicrotask(done);
  });
  waiting.set(stream, wait);
  return wait;
}
