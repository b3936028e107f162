import { randomBytes } from 'node:crypto';
import { chmod, link, readdir, rename, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type ControlPlace, makeControlFolder } from './control-place.ts';

/** Held while this process owns a data folder. */
export interface Claim {
  /** Stops listening, so that another process can own the folder. */
  release(): Promise<void>;
}

/**
 * Makes `server` listen at the place and so this process the owner of its data folder; resolves to undefined, with the
 * server closed, when another process is the owner. The kernel ends the ownership of a process that dies.
 *
 * On Unix an owner's socket is `owner-<n>.sock`. A newcomer binds a socket under a name of its own and links it, which
 * is exclusive, as `n + 1` once `owner-<n>.sock` refuses connections. No name is used twice, so that a newcomer never
 * removes the socket of another one that was faster.
 */
export async function claimControl(
  server: Server,
  { folder, path }: ControlPlace,
): Promise<Claim | undefined> {
  if (folder === undefined) return await claimPipe(server, path);
  makeControlFolder(folder);
  const bound = join(folder, `.${randomBytes(6).toString('hex')}.sock`);
  await listen(server, bound);
  try {
    await chmod(bound, 0o600);
    const own = await linkAsOwner(folder, bound);
    if (own === undefined) {
      await close(server);
      return undefined;
    }
    const published = `${bound}.public`;
    await link(bound, published);
    await rename(published, path);
    await rm(bound);
    await removeEarlier(folder, own);
  } catch (error) {
    await close(server);
    throw error;
  }
  return {
    release: async () => {
      // The numbered socket stays: its number must not be used again.
      await rm(path, { force: true });
      await close(server);
    },
  };
}

async function claimPipe(server: Server, path: string): Promise<Claim | undefined> {
  try {
    await listen(server, path);
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') return undefined;
    throw error;
  }
  return { release: () => close(server) };
}

/** Resolves to the number under which the socket is linked, or to undefined when another process is the owner. */
async function linkAsOwner(folder: string, bound: string): Promise<number | undefined> {
  for (;;) {
    const newest = (await generationsIn(folder)).at(-1) ?? 0;
    const state = newest === 0 ? 'dead' : await probe(socketOf(folder, newest));
    if (state === 'alive') return undefined;
    // A newer owner has removed the socket.
    if (state === 'gone') continue;
    const own = newest + 1;
    try {
      await link(bound, socketOf(folder, own));
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      throw error;
    }
    if ((await generationsIn(folder)).at(-1) === own) return own;
    // The folder changed during the listing, which missed a newer socket.
    await rm(socketOf(folder, own), { force: true });
  }
}

/** Numbers of the owners' sockets in the folder, ascending. */
async function generationsIn(folder: string): Promise<number[]> {
  return (await readdir(folder))
    .map((name) => Number(/^owner-(\d+)\.sock$/.exec(name)?.[1] ?? 0))
    .filter((generation) => generation > 0)
    .sort((a, b) => a - b);
}

async function removeEarlier(folder: string, own: number): Promise<void> {
  for (const generation of await generationsIn(folder)) {
    if (generation < own) await rm(socketOf(folder, generation), { force: true });
  }
}

const socketOf = (folder: string, generation: number) => join(folder, `owner-${generation}.sock`);

/** Whether a process listens at the socket. A full queue of connections counts as alive. */
function probe(path: string): Promise<'alive' | 'dead' | 'gone'> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve('alive');
    });
    socket.on('error', (error) => {
      const code = codeOf(error);
      if (code === 'ECONNREFUSED') resolve('dead');
      else if (code === 'ENOENT') resolve('gone');
      else if (code === 'EAGAIN') resolve('alive');
      else reject(error);
    });
  });
}

/** Programs that connect at once, before the host takes them: a full queue is refused with EAGAIN. */
const BACKLOG = 4_096;

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path, backlog: BACKLOG }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
