import { realpath, stat } from 'node:fs/promises';
import { basename, posix, resolve } from 'node:path';
import type { RpcClient, StreamHandle } from '../../client/rpc-client.ts';
import { AppFailure } from '../../contract/error.ts';
import { type TarOptions, tarFolder, tarSingleFile } from '../../engine/workspace/copy/tar-folder.ts';
import { tarHeader } from '../../engine/workspace/copy/tar-header.ts';
import type { WalkProblem } from '../../engine/workspace/copy/walk.ts';
import { UsageError } from '../exit-code.ts';
import type { CopyOptions, CopyResult } from './copy.ts';
import { type Inside, statInside } from './inside.ts';
import { formOf } from './place.ts';

const PROBLEMS: Readonly<Record<WalkProblem, string>> = {
  special: 'It is neither a file, a folder nor a link.',
  unreadable: 'It cannot be read.',
  changed: 'It changed while it was read.',
};

/** Copies a file or a folder of this machine into an agent; what is copied belongs to the agent's user. */
export async function copyIn(from: string, to: string, options: CopyOptions): Promise<CopyResult> {
  const { client, agentId, signal, onProgress } = options;
  const source = await sourceOf(from);
  const destination = await statInside(client, agentId, to, signal);
  const { folder, name } = landingPlace(source, destination, to);
  const result: CopyResult = { files: 0, bytes: 0, leftOut: [] };
  const tarOptions: TarOptions = {
    signal,
    owner: destination.owner,
    isDense: true,
    onProblem: (path, problem) => void result.leftOut.push({ path: path.toString(), why: PROBLEMS[problem] }),
    onProgress: ({ files, bytes }) => {
      Object.assign(result, { files, bytes });
      onProgress(result);
    },
  };
  const tar = source.isFolder
    ? tarNamedFolder(source.path, name, tarOptions)
    : tarSingleFile(source.path, { ...tarOptions, name });
  await sendArchive(client, { agentId, path: folder }, tar, signal);
  return result;
}

/** Unpacks a tar that comes from elsewhere, such as standard input, into a folder of an agent. */
export async function copyTarIn(
  tar: AsyncIterable<Uint8Array>,
  to: string,
  { client, agentId, signal, onProgress }: CopyOptions,
): Promise<CopyResult> {
  const { entry, path } = await statInside(client, agentId, to, signal);
  if (entry?.kind !== 'directory') throw new UsageError(`${to} is no folder in the agent.`);
  const result: CopyResult = { files: 0, bytes: 0, leftOut: [] };
  const counted = async function* () {
    for await (const chunk of tar) {
      result.bytes += chunk.length;
      onProgress(result);
      yield chunk;
    }
  };
  await sendArchive(client, { agentId, path }, counted(), signal);
  return result;
}

/** With a name, the folder itself is the first entry. */
async function* tarNamedFolder(path: string, name: string, options: TarOptions): AsyncGenerator<Uint8Array> {
  if (name === '') return yield* tarFolder(path, options);
  const { mode, mtimeMs } = await stat(path);
  yield tarHeader({
    type: 'directory',
    name: Buffer.from(`${name}/`),
    mode: mode & 0o777,
    sizeBytes: 0,
    modifiedAt: mtimeMs / 1000,
    ...(options.owner ? { owner: options.owner } : {}),
  });
  yield* tarFolder(path, { ...options, prefix: `${name}/` });
}

interface Source {
  path: string;
  name: string;
  isFolder: boolean;
  isContent: boolean;
}

async function sourceOf(from: string): Promise<Source> {
  const form = formOf(from);
  try {
    const path = await realpath(form.path);
    const stats = await stat(path);
    if (!stats.isDirectory() && !stats.isFile())
      throw new UsageError(`${from} is neither a file nor a folder.`);
    if (form.isFolder && !stats.isDirectory()) throw new UsageError(`${from} is no folder.`);
    const name = basename(resolve(form.path));
    return { path, name, isFolder: stats.isDirectory(), isContent: form.isContent };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new AppFailure({
      type: 'not-found',
      message: `${from} cannot be read.`,
      raw: error instanceof Error ? error.message : String(error),
    });
  }
}

/** The folder to unpack in, and the name there; an empty name: the content of the source, without its folder. */
function landingPlace(source: Source, { path, entry }: Inside, to: string): { folder: string; name: string } {
  if (entry?.kind === 'directory') return { folder: path, name: source.isContent ? '' : source.name };
  if (entry && source.isFolder) throw new UsageError(`${to} is no folder, so that no folder can go there.`);
  if (!entry && !source.isFolder && formOf(to).isFolder) throw new UsageError(`${to} is not there.`);
  return { folder: posix.dirname(path), name: posix.basename(path) };
}

async function sendArchive(
  client: RpcClient,
  place: { agentId: string; path: string },
  tar: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const stream = client.open('archive.write', place, { onItem: () => undefined });
  const close = () => stream.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    await Promise.race([stream.done, sendAll(stream, tar, signal).then(() => stream.done)]);
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', close);
    close();
    stream.done.catch(() => undefined);
  }
}

async function sendAll(
  stream: StreamHandle<'archive.write'>,
  tar: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  for await (const bytes of tar) {
    signal.throwIfAborted();
    stream.send({ type: 'data', bytes: Uint8Array.from(bytes) });
    if (stream.full) await stream.ready();
  }
  stream.send({ type: 'end' });
}
