import { AppFailure } from '../../contract/error.ts';
import type { Engine } from '../docker/engine.ts';
import { unpackTar } from '../docker/tar.ts';
import { ROLE_LABEL } from '../objects/labels.ts';
import { helperName } from '../objects/object-names.ts';
import { IMAGE_ROOTS_PATHS } from './trust.ts';

/**
 * Reads an image's files through a container that never starts. `labels` name its owner, in case the container is left
 * behind.
 */
export async function withImageFiles<T>(
  engine: Engine,
  imageId: string,
  labels: Record<string, string>,
  read: (containerId: string) => Promise<T>,
): Promise<T> {
  // The signal does not abort this request: an aborted request may still create the container.
  const id = await engine.createContainer(helperName('probe'), {
    Image: imageId,
    Entrypoint: ['never-started'],
    Labels: { ...labels, [ROLE_LABEL]: 'probe' },
    HostConfig: { NetworkMode: 'none' },
  });
  try {
    return await read(id);
  } finally {
    await engine.removeContainer(id);
  }
}

/** The image's public authorities (PEM); empty when it has none. */
export async function readImageRoots(engine: Engine, imageId: string, signal: AbortSignal): Promise<string> {
  return await withImageFiles(engine, imageId, {}, (id) => readRoots(engine, id, signal));
}

export async function readRoots(engine: Engine, id: string, signal: AbortSignal): Promise<string> {
  for (const path of IMAGE_ROOTS_PATHS) {
    const file = await fileAt(engine, id, path, signal);
    const text = file === undefined ? '' : await readText(engine, id, file, signal);
    if (text) return text;
  }
  return '';
}

/** The regular file to which a path leads, through links. Undefined when there is none. */
export async function fileAt(
  engine: Engine,
  id: string,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const stat = await engine.statPath(id, path, { signal });
  // The engine follows a chain of links to its end.
  if (stat?.kind !== 'symlink') return stat?.kind === 'file' ? path : undefined;
  const target = await engine.statPath(id, stat.target, { signal });
  return target?.kind === 'file' ? stat.target : undefined;
}

/** Empty when the file does not exist or is not a regular file. */
export async function readText(
  engine: Engine,
  id: string,
  path: string,
  signal?: AbortSignal,
): Promise<string> {
  try {
    const [entry] = await unpackTar(await engine.getArchive(id, path, signal ? { signal } : {}));
    return entry?.type === 'file' ? Buffer.from(entry.content ?? []).toString('utf8') : '';
  } catch (error) {
    if (isAbsent(error)) return '';
    throw error;
  }
}

/** Whether the path exists; a link counts too. */
export async function hasFile(
  engine: Engine,
  id: string,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  return (await engine.statPath(id, path, { signal })) !== undefined;
}

/** Whether the error says that a path in a container is missing (404, as for a missing container). */
function isAbsent(error: unknown): boolean {
  const raw = error instanceof AppFailure ? (error.error.raw ?? '') : '';
  return /could not find the file|no such file or directory/i.test(raw);
}
