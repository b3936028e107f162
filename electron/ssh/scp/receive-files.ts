import type { AgentPrograms } from '../agent-programs.ts';
import type { FileAttributes } from '../sftp/attributes.ts';
import { FileWriter } from '../sftp/file-writer.ts';
import type { RemoteFiles } from '../sftp/remote-files.ts';
import type { RemoteShell } from '../sftp/remote-shell.ts';
import { SftpError } from '../sftp/sftp-error.ts';
import { type ScpChannel, ScpEnd } from './scp-channel.ts';
import type { ScpRequest } from './scp-request.ts';

interface Agent {
  shell: RemoteShell;
  files: RemoteFiles;
  programs: AgentPrograms;
}

type Times = Pick<FileAttributes, 'mtime'>;

const DIRECTORY = 0o04;
const WRITES = { write: true, create: true, truncate: true, exclusive: false };

/** Receives files and folders of a client's scp into the agent. */
export async function receiveFiles(channel: ScpChannel, request: ScpRequest, agent: Agent): Promise<void> {
  const [target = ''] = request.paths;
  const root = await agent.files.absolute(target);
  const isFolder = await isDirectory(agent.files, root);
  if (request.intoFolder && !isFolder) return await channel.warn(`${target}: Not a directory`);
  await channel.ok();
  /** The folders that are open; the first is where the next name goes, or the name itself. */
  const open: { path: string; after: () => Promise<void> }[] = [];
  let times: Times | undefined;
  for (;;) {
    const line = await channel.line();
    if (line === undefined) return;
    const kind = line.charAt(0);
    if (kind === '\u0001' || kind === '\u0002') {
      channel.hasFailed = true;
      if (kind === '\u0002') return;
    } else if (kind === 'T') {
      times = timesOf(line);
      await channel.ok();
    } else if (kind === 'E') {
      const closed = open.pop();
      if (!closed) throw new ScpEnd('no folder is open');
      await attempt(channel, closed.after);
    } else {
      const { mode, size, name } = entryOf(line);
      const parent = open.at(-1)?.path;
      const path = parent === undefined && !isFolder ? root : `${parent ?? root}/${name}`;
      const kept = request.preserves ? { mode, ...times } : undefined;
      times = undefined;
      const after = async () => (kept ? await agent.files.change(path, kept) : undefined);
      if (kind === 'C') await receiveFile(channel, { path, size, mode, after }, agent);
      else if (request.recursive) {
        open.push({ path, after });
        await attempt(channel, async () => {
          if (!(await isDirectory(agent.files, path)))
            await agent.files.makeDirectory(path, { mode: mode | 0o700 });
        });
      } else throw new ScpEnd('a folder without -r');
    }
  }
}

async function receiveFile(
  channel: ScpChannel,
  file: { path: string; size: number; mode: number; after: () => Promise<void> },
  { files, shell, programs }: Agent,
): Promise<void> {
  const { path, size, mode } = file;
  let finalMode: number | undefined;
  const failure = await failureOf(async () => {
    finalMode = await files.open(path, WRITES, { mode });
  });
  if (failure !== undefined) return await channel.warn(`${path}: ${failure}`);
  await channel.ok();
  const writer = new FileWriter({ path }, false, shell, programs);
  let written = 0;
  let problem: string | undefined;
  try {
    for await (const part of channel.bytes(size)) {
      problem ??= await failureOf(() => writer.write(written, part));
      written += part.length;
    }
    await channel.answer();
    problem ??= await failureOf(() => writer.flush());
  } finally {
    writer.abandon();
  }
  problem ??= await failureOf(async () => {
    if (finalMode !== undefined) await files.change(path, { mode: finalMode });
    await file.after();
  });
  await (problem === undefined ? channel.ok() : channel.warn(`${path}: ${problem}`));
}

async function attempt(channel: ScpChannel, work: () => Promise<void>): Promise<void> {
  const failure = await failureOf(work);
  await (failure === undefined ? channel.ok() : channel.warn(failure));
}

async function failureOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof SftpError) return error.message;
    throw error;
  }
}

async function isDirectory(files: RemoteFiles, path: string): Promise<boolean> {
  const attributes = await files.attributes(path, true).catch(() => undefined);
  return attributes !== undefined && attributes.mode >> 12 === DIRECTORY;
}

function timesOf(line: string): Times {
  const [, mtime] = /^T(\d{1,11}) \d+ \d{1,11} \d+$/.exec(line) ?? [];
  if (mtime === undefined) throw new ScpEnd('times are malformed');
  return { mtime: Number(mtime) };
}

/** A name is one of a folder: a client must not leave the target that its person named. */
function entryOf(line: string): { mode: number; size: number; name: string } {
  const [, mode = '', size = '', name = ''] = /^[CD]([0-7]{4}) (\d{1,15}) ([^/]+)$/.exec(line) ?? [];
  if (name === '' || name === '.' || name === '..' || name.includes('\0'))
    throw new ScpEnd('an entry is malformed');
  return { mode: Number.parseInt(mode, 8), size: Number(size), name };
}
