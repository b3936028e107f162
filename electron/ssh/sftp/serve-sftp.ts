import type { Attributes, SFTPWrapper } from 'ssh2';
import { SerialQueue } from '../../lib/serial-queue.ts';
import type { AgentPrograms } from '../agent-programs.ts';
import { type DirectoryEntry, longName, type RequestedAttributes } from './attributes.ts';
import { FileReader } from './file-reader.ts';
import { FileWriter } from './file-writer.ts';
import { RemoteFiles } from './remote-files.ts';
import { RemoteShell } from './remote-shell.ts';
import { SftpError, STATUS } from './sftp-error.ts';

/** OpenSSH keeps 64 requests on their way. */
const MAXIMUM_REQUESTS = 512;
const MAXIMUM_HANDLES = 256;
const ENTRIES_AT_ONCE = 100;
/** Bits of the flags of SSH_FXP_OPEN. */
const FLAG = { write: 2, append: 4, create: 8, truncate: 16, exclusive: 32 } as const;

interface OpenFile {
  kind: 'file';
  path: string;
  reader: FileReader;
  writer: FileWriter | undefined;
  /** Permissions that a new file gets when it is closed. */
  finalMode: number | undefined;
}
interface OpenDirectory {
  kind: 'directory';
  entries: DirectoryEntry[];
}

/** Serves the files of the agent to one SFTP client: version 3, as OpenSSH speaks it. */
export function serveSftp(sftp: SFTPWrapper, programs: AgentPrograms, signal: AbortSignal): void {
  const shell = new RemoteShell(programs, signal);
  const files = new RemoteFiles(shell);
  const handles = new Map<string, OpenFile | OpenDirectory>();
  const queue = new SerialQueue();
  let requests = 0;
  let nextHandle = 0;

  /** Answers one request after the other, because a later one may depend on an earlier one. */
  const answer = (id: number, work: () => Promise<void>) => {
    requests += 1;
    if (requests > MAXIMUM_REQUESTS) return void sftp.end();
    void queue.run(async () => {
      try {
        if (!signal.aborted) await work();
      } catch (error) {
        const { status, message } =
          error instanceof SftpError ? error : new SftpError(STATUS.failure, String(error));
        sftp.status(id, status, message);
      } finally {
        requests -= 1;
      }
    });
  };
  const done = (id: number, work: () => Promise<void>) =>
    answer(id, async () => {
      await work();
      sftp.status(id, STATUS.ok);
    });
  const add = (opened: OpenFile | OpenDirectory): Buffer => {
    if (handles.size >= MAXIMUM_HANDLES) throw new SftpError(STATUS.failure, 'Too many open files.');
    const handle = String(nextHandle++);
    handles.set(handle, opened);
    return Buffer.from(handle);
  };
  const fileOf = (handle: Buffer): OpenFile => {
    const opened = handles.get(handle.toString('latin1'));
    if (opened?.kind !== 'file') throw new SftpError(STATUS.failure, 'No such handle.');
    return opened;
  };
  const name = (id: number, filename: string) =>
    sftp.name(id, [{ filename, longname: filename, attrs: {} as Attributes }]);

  sftp.on('OPEN', (id, path, flags, attributes) =>
    answer(id, async () => {
      const mode = {
        write: (flags & (FLAG.write | FLAG.append)) !== 0,
        create: (flags & FLAG.create) !== 0,
        truncate: (flags & FLAG.truncate) !== 0,
        exclusive: (flags & FLAG.exclusive) !== 0,
      };
      const absolute = await files.absolute(path);
      const finalMode = await files.open(absolute, mode, attributes as RequestedAttributes);
      const appends = (flags & FLAG.append) !== 0;
      const writer = mode.write ? new FileWriter(absolute, appends, shell, programs) : undefined;
      const reader = new FileReader(absolute, shell, programs);
      sftp.handle(id, add({ kind: 'file', path: absolute, reader, writer, finalMode }));
    }),
  );
  sftp.on('READ', (id, handle, offset, length) =>
    answer(id, async () => {
      const { reader, writer } = fileOf(handle);
      await writer?.flush();
      const data = await reader.read(offset, length);
      if (data.length > 0) sftp.data(id, data);
      else sftp.status(id, STATUS.endOfFile);
    }),
  );
  sftp.on('WRITE', (id, handle, offset, data) =>
    done(id, async () => {
      const { writer } = fileOf(handle);
      if (!writer) throw new SftpError(STATUS.permissionDenied, 'The file is open for reading.');
      await writer.write(offset, data);
    }),
  );
  sftp.on('CLOSE', (id, handle) =>
    done(id, async () => {
      const key = handle.toString('latin1');
      const opened = handles.get(key);
      if (!opened) throw new SftpError(STATUS.failure, 'No such handle.');
      handles.delete(key);
      if (opened.kind === 'directory') return;
      opened.reader.close();
      await opened.writer?.flush();
      if (opened.finalMode !== undefined) await files.change(opened.path, { mode: opened.finalMode });
    }),
  );
  sftp.on('FSTAT', (id, handle) =>
    answer(id, async () => {
      const { path, writer } = fileOf(handle);
      await writer?.flush();
      sftp.attrs(id, await files.attributes(path, true));
    }),
  );
  sftp.on('FSETSTAT', (id, handle, attributes) =>
    done(id, async () => {
      const file = fileOf(handle);
      await file.writer?.flush();
      if ((attributes as RequestedAttributes).mode !== undefined) file.finalMode = undefined;
      await files.change(file.path, attributes as RequestedAttributes);
    }),
  );
  sftp.on('STAT', (id, path) => answer(id, async () => sftp.attrs(id, await files.attributes(path, true))));
  sftp.on('LSTAT', (id, path) => answer(id, async () => sftp.attrs(id, await files.attributes(path, false))));
  sftp.on('SETSTAT', (id, path, attributes) =>
    done(id, () => files.change(path, attributes as RequestedAttributes)),
  );
  sftp.on('OPENDIR', (id, path) =>
    answer(id, async () => sftp.handle(id, add({ kind: 'directory', entries: await files.list(path) }))),
  );
  sftp.on('READDIR', (id, handle) =>
    answer(id, async () => {
      const opened = handles.get(handle.toString('latin1'));
      if (opened?.kind !== 'directory') throw new SftpError(STATUS.failure, 'No such handle.');
      const entries = opened.entries.splice(0, ENTRIES_AT_ONCE);
      if (entries.length === 0) return void sftp.status(id, STATUS.endOfFile);
      sftp.name(
        id,
        entries.map((entry) => ({
          filename: entry.name,
          longname: longName(entry),
          attrs: entry.attributes,
        })),
      );
    }),
  );
  sftp.on('REALPATH', (id, path) => answer(id, async () => void name(id, await files.realPath(path))));
  sftp.on('READLINK', (id, path) => answer(id, async () => void name(id, await files.readLink(path))));
  sftp.on('REMOVE', (id, path) => done(id, () => files.remove(path)));
  sftp.on('MKDIR', (id, path, attributes) =>
    done(id, () => files.makeDirectory(path, attributes as RequestedAttributes)),
  );
  sftp.on('RMDIR', (id, path) => done(id, () => files.removeDirectory(path)));
  sftp.on('RENAME', (id, from, to) => done(id, () => files.rename(from, to)));
  sftp.on('SYMLINK', (id, path, target) => done(id, () => files.link(target, path)));
  // A malformed packet is an error of the client: its session ends.
  sftp.on('error', () => sftp.end());
  const close = () => {
    shell.close();
    for (const opened of handles.values()) {
      if (opened.kind === 'directory') continue;
      opened.reader.close();
      opened.writer?.abandon();
    }
    handles.clear();
  };
  sftp.once('end', () => void queue.idle.then(() => endWell(sftp)));
  sftp.once('close', close);
  signal.addEventListener('abort', close, { once: true });
}

/** `scp` takes a session without an exit status for a failure. ssh2 sends none for SFTP, and offers no way to do it. */
function endWell(sftp: SFTPWrapper): void {
  const { _protocol: protocol, outgoing } = sftp as unknown as {
    _protocol: { exitStatus(channel: number, code: number): void };
    outgoing: { id: number; state: string };
  };
  if (outgoing.state === 'open') protocol.exitStatus(outgoing.id, 0);
  sftp.end();
}
