import { posix } from 'node:path';
import type { AgentPrograms } from '../agent-programs.ts';
import type { FileAttributes } from '../sftp/attributes.ts';
import { FileStream } from '../sftp/file-stream.ts';
import type { RemoteFiles } from '../sftp/remote-files.ts';
import { SftpError } from '../sftp/sftp-error.ts';
import type { ScpChannel } from './scp-channel.ts';
import type { ScpRequest } from './scp-request.ts';

const DIRECTORY = 0o04;
const REGULAR = 0o10;
const PERMISSIONS = 0o7777;

interface Source {
  channel: ScpChannel;
  request: ScpRequest;
  files: RemoteFiles;
  programs: AgentPrograms;
}

/** Sends files and folders of the agent to a client's scp. */
export async function sendFiles(source: Source): Promise<void> {
  await source.channel.answer();
  for (const path of source.request.paths) await sendPath(source, path, 0);
}

/** Deeper ones are links in a ring: scp follows links. */
const MAXIMUM_DEPTH = 64;

async function sendPath(source: Source, path: string, depth: number): Promise<void> {
  const { channel, request, files } = source;
  try {
    const absolute = await files.absolute(path);
    const attributes = await files.attributes(absolute, true);
    const type = attributes.mode >> 12;
    if (type === DIRECTORY && request.recursive && depth < MAXIMUM_DEPTH)
      await sendFolder(source, absolute, attributes, depth);
    else if (type === REGULAR) await sendFile(source, absolute, attributes);
    else await channel.warn(`${path}: not a regular file`);
  } catch (error) {
    if (!(error instanceof SftpError)) throw error;
    await channel.warn(error.message.includes(path) ? error.message : `${path}: ${error.message}`);
  }
}

async function sendFile(source: Source, path: string, attributes: FileAttributes): Promise<void> {
  const { channel, programs } = source;
  const { size } = attributes;
  if (!(await announce(source, 'C', path, attributes))) return;
  const stream = new FileStream(path, 0, programs);
  let left = size;
  try {
    while (left > 0) {
      const chunk = await stream.next();
      if (!chunk) break;
      const part = chunk.subarray(0, left);
      left -= part.length;
      await channel.send(part);
    }
  } finally {
    stream.close();
  }
  const isWhole = left === 0;
  // The client counts on the size that was announced.
  for (const zeros = Buffer.alloc(64 * 1024); left > 0; left -= Math.min(left, zeros.length))
    await channel.send(zeros.subarray(0, left));
  await (isWhole ? channel.ok() : channel.warn(`${path}: it could not be read to its end`));
  await channel.answer();
}

async function sendFolder(
  source: Source,
  path: string,
  attributes: FileAttributes,
  depth: number,
): Promise<void> {
  const { channel, files } = source;
  const entries = await files.list(path);
  if (!(await announce(source, 'D', path, { ...attributes, size: 0 }))) return;
  for (const { name } of entries) await sendPath(source, `${path}/${name}`, depth + 1);
  await channel.send('E\n');
  await channel.answer();
}

/** Resolves to whether the client wants it. */
async function announce(
  { channel, request }: Source,
  kind: 'C' | 'D',
  path: string,
  { mode, size, mtime, atime }: FileAttributes,
): Promise<boolean> {
  const name = posix.basename(path);
  if (name.includes('\n')) {
    await channel.warn('a name with a line break cannot be copied by this protocol');
    return false;
  }
  if (request.preserves) {
    await channel.send(`T${mtime} 0 ${atime} 0\n`);
    if (!(await channel.answer())) return false;
  }
  await channel.send(`${kind}${(mode & PERMISSIONS).toString(8).padStart(4, '0')} ${size} ${name}\n`);
  return await channel.answer();
}
