import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, posix, resolve } from 'node:path';
import { followStream } from '../../client/follow-stream.ts';
import { AppFailure } from '../../contract/error.ts';
import { UsageError } from '../exit-code.ts';
import type { CopyOptions, CopyResult } from './copy.ts';
import { statInside } from './inside.ts';
import { formOf } from './place.ts';
import { TreeWriter } from './tree-writer.ts';

/** Copies a file or a folder of an agent to this machine. Nothing is written outside of the destination. */
export async function copyOut(
  from: string,
  to: string,
  { client, agentId, signal, onProgress, maximumBytes }: CopyOptions & { maximumBytes: number },
): Promise<CopyResult> {
  const form = formOf(from);
  const { path, isFolder } = await existingInside(from, { client, agentId, signal });
  if (form.isFolder && !isFolder) throw new UsageError(`${from} is no folder in the agent.`);
  const place = await landingPlace(
    { name: posix.basename(form.path), isFolder, isContent: form.isContent },
    to,
  );
  const writer = new TreeWriter({ ...place, maximumBytes, onProgress });
  await followStream(client, 'archive.read', { agentId, path }, signal, (bytes) => writer.write(bytes));
  signal.throwIfAborted();
  return await writer.end();
}

/** Passes a tar of a path in an agent to `onBytes`, unread. */
export async function copyTarOut(
  from: string,
  { client, agentId, signal }: Pick<CopyOptions, 'client' | 'agentId' | 'signal'>,
  onBytes: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const { path } = await existingInside(from, { client, agentId, signal });
  await followStream(client, 'archive.read', { agentId, path }, signal, onBytes);
  signal.throwIfAborted();
}

async function existingInside(
  from: string,
  { client, agentId, signal }: Pick<CopyOptions, 'client' | 'agentId' | 'signal'>,
): Promise<{ path: string; isFolder: boolean }> {
  const { path, entry } = await statInside(client, agentId, formOf(from).path, signal);
  if (path === '/') throw new UsageError('Name a path below “/”.');
  if (!entry) throw new AppFailure({ type: 'not-found', message: `There is no ${from} in the agent.` });
  if (entry.kind === 'other')
    throw new AppFailure({ type: 'invalid-input', message: `${from} is neither a file nor a folder.` });
  return { path, isFolder: entry.kind === 'directory' };
}

/** The folder to write in, and the name there; an empty name: the content of the source, without its folder. */
async function landingPlace(
  source: { name: string; isFolder: boolean; isContent: boolean },
  to: string,
): Promise<{ folder: string; name: string }> {
  const form = formOf(to);
  const present = await stat(form.path).catch(() => undefined);
  if (present?.isDirectory())
    return { folder: await realpath(form.path), name: source.isContent ? '' : source.name };
  if (present && source.isFolder) throw new UsageError(`${to} is no folder, so that no folder can go there.`);
  if (!present && !source.isFolder && form.isFolder) throw new UsageError(`${to} is not there.`);
  const target = resolve(form.path);
  try {
    return { folder: await realpath(dirname(target)), name: basename(target) };
  } catch {
    throw new AppFailure({ type: 'not-found', message: `The folder ${dirname(target)} is not there.` });
  }
}
