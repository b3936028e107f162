import type { AgentPrograms } from '../agent-programs.ts';
import type { DirectoryEntry } from './attributes.ts';
import { FileReader } from './file-reader.ts';
import { FileWriter } from './file-writer.ts';
import type { RemoteShell } from './remote-shell.ts';
import { SftpError, STATUS } from './sftp-error.ts';

export const MAXIMUM_HANDLES = 256;

/** Where an open file is; changes when the client renames it. */
export interface FilePlace {
  path: string;
}

export interface OpenFile extends FilePlace {
  kind: 'file';
  reader: FileReader;
  writer: FileWriter | undefined;
  /** Permissions that a new file gets when it is closed. */
  finalMode: number | undefined;
  /** Why data of earlier requests is not in the file. */
  failure: unknown;
  /** Whether the client has removed it, or put another file in its place. */
  isGone: boolean;
}

interface OpenDirectory {
  kind: 'directory';
  entries: DirectoryEntry[];
}

/** What one client has open. Handles stay those of the same file when the client renames it. */
export class OpenFiles {
  readonly #shell: RemoteShell;
  readonly #programs: AgentPrograms;
  readonly #opened = new Map<string, OpenFile | OpenDirectory>();
  #next = 0;

  constructor(shell: RemoteShell, programs: AgentPrograms) {
    this.#shell = shell;
    this.#programs = programs;
  }

  addFile(
    path: string,
    options: { writes: boolean; appends: boolean; finalMode: number | undefined },
  ): string {
    const { writes, appends, finalMode } = options;
    const place: FilePlace = { path };
    const reader = new FileReader(place, this.#shell, this.#programs);
    const writer = writes ? new FileWriter(place, appends, this.#shell, this.#programs) : undefined;
    return this.#add(
      Object.assign(place, {
        kind: 'file' as const,
        reader,
        writer,
        finalMode,
        failure: undefined,
        isGone: false,
      }),
    );
  }

  addDirectory(entries: DirectoryEntry[]): string {
    return this.#add({ kind: 'directory', entries });
  }

  /** Throws `SftpError` unless the handle is that of a file. */
  file(handle: string): OpenFile {
    const opened = this.#opened.get(handle);
    if (opened?.kind !== 'file') throw noSuchHandle();
    return opened;
  }

  /** Throws `SftpError` for a file that is gone, because what is there by its name now is another one. */
  presentFile(handle: string): OpenFile {
    const file = this.file(handle);
    if (file.isGone) throw new SftpError(STATUS.noSuchFile, 'The file was removed or replaced.');
    return file;
  }

  entries(handle: string): DirectoryEntry[] {
    const opened = this.#opened.get(handle);
    if (opened?.kind !== 'directory') throw noSuchHandle();
    return opened.entries;
  }

  /** Takes the handle back; returns what it was. */
  remove(handle: string): OpenFile | undefined {
    const opened = this.#opened.get(handle);
    if (!opened) throw noSuchHandle();
    this.#opened.delete(handle);
    return opened.kind === 'file' ? opened : undefined;
  }

  /** Writes what waits for one file, or for all. A failure is kept for the client's next request by that handle. */
  async flush(path?: string): Promise<void> {
    for (const file of this.#files()) {
      if (!file.writer?.isPending || (path !== undefined && file.path !== path)) continue;
      try {
        await file.writer.flush();
      } catch (error) {
        file.failure ??= error;
      }
      this.forget(file.path);
    }
  }

  /** Throws away what was read of a file ahead of its client. */
  forget(path: string): void {
    for (const file of this.#files()) if (!file.isGone && file.path === path) file.reader.forget();
  }

  /** Leaves the handles of a file that was removed or replaced with what was read of it ahead. */
  detach(path: string): void {
    for (const file of this.#files()) {
      if (file.isGone || file.path !== path) continue;
      file.isGone = true;
      file.reader.detach();
    }
  }

  /** Follows a file, or all that is below a folder, to its new name. */
  move(from: string, to: string): void {
    for (const file of this.#files()) {
      if (file.isGone) continue;
      if (file.path === from) file.path = to;
      else if (file.path.startsWith(`${from}/`)) file.path = to + file.path.slice(from.length);
    }
  }

  close(): void {
    for (const { reader, writer } of this.#files()) {
      reader.close();
      writer?.abandon();
    }
    this.#opened.clear();
  }

  #files(): OpenFile[] {
    return [...this.#opened.values()].filter((opened) => opened.kind === 'file');
  }

  #add(opened: OpenFile | OpenDirectory): string {
    if (this.#opened.size >= MAXIMUM_HANDLES) throw new SftpError(STATUS.failure, 'Too many open files.');
    const handle = String(this.#next++);
    this.#opened.set(handle, opened);
    return handle;
  }
}

const noSuchHandle = () => new SftpError(STATUS.failure, 'No such handle.');
