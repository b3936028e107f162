import {
  attributesAnswer,
  dataAnswer,
  entriesAnswer,
  handleAnswer,
  numbersAnswer,
  okAnswer,
  pathAnswer,
  statusAnswer,
} from './answers.ts';
import { fileSystemNumbers } from './file-system.ts';
import { MAXIMUM_HANDLES, type OpenFile, type OpenFiles } from './open-files.ts';
import { MAXIMUM_PACKET_BYTES } from './packets.ts';
import type { RemoteFiles } from './remote-files.ts';
import type { CopiedRange, Request } from './requests.ts';
import { SftpError, STATUS } from './sftp-error.ts';

const ENTRIES_AT_ONCE = 100;
/** What OpenSSH leaves for the other fields of a packet with data. */
const MAXIMUM_DATA_BYTES = MAXIMUM_PACKET_BYTES - 1024;
/** Bits of the flags of SSH_FXP_OPEN. */
const FLAG = { write: 2, append: 4, create: 8, truncate: 16, exclusive: 32 } as const;

interface Session {
  files: RemoteFiles;
  opened: OpenFiles;
}

/** Does what a client asks for; resolves to the packet that answers it. Rejects with `SftpError`. */
export async function answerRequest(id: number, request: Request, session: Session): Promise<Buffer> {
  const { files, opened } = session;
  // What comes after a write sees what was written, by whatever name. Reads are too many to wait for other files.
  if (request.type !== 'read' && request.type !== 'write') await opened.flush();
  switch (request.type) {
    case 'open':
      return handleAnswer(id, await open(request, session));
    case 'read': {
      const file = opened.file(request.handle);
      await opened.flush(file.path);
      const data = await file.reader.read(request.offset, Math.min(request.length, MAXIMUM_DATA_BYTES));
      return data.length > 0 ? dataAnswer(id, data) : statusAnswer(id, STATUS.endOfFile);
    }
    case 'write':
      await writerOf(opened.presentFile(request.handle)).write(request.offset, request.data);
      return okAnswer(id);
    case 'close': {
      const file = opened.remove(request.handle);
      if (file) await close(file, files);
      return okAnswer(id);
    }
    case 'fsync': {
      const { path } = withoutFailure(opened.presentFile(request.handle));
      await files.sync(path);
      return okAnswer(id);
    }
    case 'stat':
    case 'lstat':
      return attributesAnswer(id, await files.attributes(request.path, request.type === 'stat'));
    case 'fstat':
      return attributesAnswer(id, await files.attributes(opened.presentFile(request.handle).path, true));
    case 'setstat':
      await files.change(request.path, request.attributes);
      opened.forget(await files.absolute(request.path));
      return okAnswer(id);
    case 'lsetstat':
      if (request.attributes.size !== undefined)
        throw new SftpError(STATUS.badMessage, 'A symbolic link has no size to set.');
      await files.change(request.path, request.attributes, false);
      return okAnswer(id);
    case 'fsetstat': {
      const file = opened.presentFile(request.handle);
      if (request.attributes.mode !== undefined) file.finalMode = undefined;
      await files.change(file.path, request.attributes);
      opened.forget(file.path);
      return okAnswer(id);
    }
    case 'opendir':
      return handleAnswer(id, opened.addDirectory(await files.list(request.path)));
    case 'readdir': {
      const entries = opened.entries(request.handle).splice(0, ENTRIES_AT_ONCE);
      return entries.length > 0 ? entriesAnswer(id, entries) : statusAnswer(id, STATUS.endOfFile);
    }
    case 'realpath':
      return pathAnswer(id, await files.realPath(request.path));
    case 'expand-path':
      return pathAnswer(id, await files.expand(request.path));
    case 'readlink':
      return pathAnswer(id, await files.readLink(request.path));
    case 'remove':
      await files.remove(request.path);
      opened.detach(await files.absolute(request.path));
      return okAnswer(id);
    case 'mkdir':
      await files.makeDirectory(request.path, request.attributes);
      return okAnswer(id);
    case 'rmdir':
      await files.removeDirectory(request.path);
      return okAnswer(id);
    case 'rename':
    case 'posix-rename':
      await rename(request.type, request, session);
      return okAnswer(id);
    case 'symlink':
      await files.link(request.target, request.path);
      return okAnswer(id);
    case 'hardlink':
      await files.hardLink(request.from, request.to);
      return okAnswer(id);
    case 'statvfs':
      return numbersAnswer(id, fileSystemNumbers(await files.fileSystem(request.path)));
    case 'fstatvfs':
      return numbersAnswer(
        id,
        fileSystemNumbers(await files.fileSystem(opened.presentFile(request.handle).path)),
      );
    case 'limits': {
      const limits = [MAXIMUM_PACKET_BYTES, MAXIMUM_DATA_BYTES, MAXIMUM_DATA_BYTES, MAXIMUM_HANDLES];
      return numbersAnswer(id, limits.map(BigInt));
    }
    case 'copy-data':
      await copy(request, session);
      return okAnswer(id);
    case 'unsupported':
      return statusAnswer(id, STATUS.unsupported, 'This server does not do that.');
  }
}

async function open(
  { path, flags, attributes }: Extract<Request, { type: 'open' }>,
  { files, opened }: Session,
): Promise<string> {
  const absolute = await files.absolute(path);
  const writes = (flags & (FLAG.write | FLAG.append)) !== 0;
  const mode = {
    write: writes,
    create: (flags & FLAG.create) !== 0,
    truncate: (flags & FLAG.truncate) !== 0,
    exclusive: (flags & FLAG.exclusive) !== 0,
  };
  const finalMode = await files.open(absolute, mode, attributes);
  if (mode.truncate) opened.forget(absolute);
  return opened.addFile(absolute, { writes, appends: (flags & FLAG.append) !== 0, finalMode });
}

async function close(file: OpenFile, files: RemoteFiles): Promise<void> {
  file.reader.close();
  withoutFailure(file);
  if (file.finalMode !== undefined && !file.isGone) await files.change(file.path, { mode: file.finalMode });
}

async function rename(
  type: 'rename' | 'posix-rename',
  { from, to }: { from: string; to: string },
  { files, opened }: Session,
): Promise<void> {
  await (type === 'rename' ? files.rename(from, to) : files.replace(from, to));
  const target = await files.absolute(to);
  opened.detach(target);
  opened.move(await files.absolute(from), target);
}

async function copy(
  { from, to }: { from: CopiedRange; to: { handle: string; offset: number } },
  { files, opened }: Session,
): Promise<void> {
  if (from.handle === to.handle) throw new SftpError(STATUS.failure, 'A file is not copied into itself.');
  const [source, target] = [opened.presentFile(from.handle), opened.presentFile(to.handle)];
  writerOf(target);
  await files.copy({ ...from, path: source.path }, { ...to, path: target.path });
  opened.forget(target.path);
}

function writerOf(file: OpenFile) {
  const { writer } = withoutFailure(file);
  if (!writer) throw new SftpError(STATUS.permissionDenied, 'The file is open for reading.');
  return writer;
}

/** Throws what kept earlier data of the client from the file. */
function withoutFailure(file: OpenFile): OpenFile {
  if (file.failure !== undefined) throw file.failure;
  return file;
}
