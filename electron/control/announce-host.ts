import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { appPlaceOf, makeControlFolder } from './control-place.ts';

/** The app's promise of an engine host, which programs can find before the host runs. */
export interface Announcement {
  /** `start` is called for each program that waits, and resolves when a host answers or none will. */
  answerWith(start: () => Promise<void>): void;
  close(): void;
  /** Resolves with the reason why no program can find the app, if there is one. */
  readonly failed: Promise<unknown>;
}

/**
 * Listens for programs that look for the engine host, because the app runs before its host does: they would start one
 * of their own, which ends with them. A connection is held until the host answers.
 *
 * The app must be the only one of its data folder. The socket is there when this returns: whatever the app waits for
 * before its window is ready, it waits for long.
 */
export function announceHost(dataPath: string): Announcement {
  let answerWith: (start: () => Promise<void>) => void = () => undefined;
  const answered = new Promise<() => Promise<void>>((resolve) => {
    answerWith = resolve;
  });
  const waiting = new Set<Socket>();
  let isClosed = false;
  const server = createServer((socket) => {
    // A program that gives up only cuts its connection.
    socket.on('error', () => socket.destroy()).resume();
    if (isClosed) return void socket.destroy();
    waiting.add(socket);
    socket.on('close', () => waiting.delete(socket));
    const letGo = () => socket.destroy();
    // Whoever starts the host reports why it did not start.
    answered.then((start) => start()).then(letGo, letGo);
  });
  const failed = new Promise<unknown>((resolve) => {
    server.on('error', resolve);
    try {
      listen(server, dataPath);
    } catch (error) {
      resolve(error);
    }
  });
  return {
    answerWith,
    failed,
    close: () => {
      isClosed = true;
      for (const socket of waiting) socket.destroy();
      server.close();
    },
  };
}

function listen(server: Server, dataPath: string): void {
  const { folder, path } = appPlaceOf(dataPath);
  if (folder !== undefined) {
    makeControlFolder(folder);
    // An app that was killed leaves its socket.
    rmSync(path, { force: true });
  }
  server.listen(path);
}
