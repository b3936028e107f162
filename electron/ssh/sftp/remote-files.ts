import { type AttributeScripts, attributeScripts, CHOOSE_SCRIPTS } from './attribute-scripts.ts';
import {
  type DirectoryEntry,
  type FileAttributes,
  parseAttributes,
  parseList,
  type RequestedAttributes,
} from './attributes.ts';
import { seekTo, skipTo } from './file-stream.ts';
import { FILE_SYSTEM_FORMAT, type FileSystem, parseFileSystem } from './file-system.ts';
import type { RemoteShell } from './remote-shell.ts';
import { SftpError, STATUS } from './sftp-error.ts';
import { quote, quotePath } from './shell-text.ts';

/** How a file is opened. */
export interface OpenMode {
  write: boolean;
  create: boolean;
  truncate: boolean;
  exclusive: boolean;
}

const PERMISSIONS = 0o7777;
/** New files are not writable for others, as with the usual mask of a log-in. */
const MASKED = 0o022;
const OWNER_WRITES = 0o200;

/** The agent's files, by the programs of its image and as its own user. All reject with `SftpError`. */
export class RemoteFiles {
  readonly #shell: RemoteShell;
  #home: Promise<string> | undefined;
  #scripts: Promise<AttributeScripts> | undefined;

  constructor(shell: RemoteShell) {
    this.#shell = shell;
  }

  async attributes(path: string, follow: boolean): Promise<FileAttributes> {
    const { one } = await this.#attributeScripts();
    const text = await this.#shell.text(one(await this.#quoted(path), follow));
    const attributes = parseAttributes(text);
    if (!attributes) throw new SftpError(STATUS.failure, text.trim());
    return attributes;
  }

  async list(path: string): Promise<DirectoryEntry[]> {
    const { entries } = await this.#attributeScripts();
    return parseList(
      await this.#shell.text(`cd ${await this.#quoted(path)} && ls >/dev/null && { ${entries}; }`),
    );
  }

  /** Resolves to the absolute path without links, and to the path itself where nothing is there yet. */
  async realPath(path: string): Promise<string> {
    const absolute = await this.absolute(path);
    const { status, output } = await this.#shell.run(`readlink -f ${quote(absolute)}`);
    return status === 0 && output.length > 0 ? output.toString().replace(/\n$/, '') : normalized(absolute);
  }

  async readLink(path: string): Promise<string> {
    const target = await this.#shell.text(
      `[ -L ${await this.#quoted(path)} ] && readlink -n ${await this.#quoted(path)}`,
    );
    return target;
  }

  /**
   * Opens a regular file. Writing opens it again, so that a new file stays writable until it is closed: resolves to the
   * permissions that it must get then, if they differ.
   */
  async open(path: string, mode: OpenMode, attributes: RequestedAttributes): Promise<number | undefined> {
    const file = await this.#quoted(path);
    const isRegular = `[ -f ${file} ] || { [ -e ${file} ] && echo 'Not a regular file' || true <${file}; exit 1; }`;
    if (!mode.write) {
      await this.#shell.text(`${isRegular}; true <${file}`);
      return undefined;
    }
    const permissions = (attributes.mode ?? 0o666) & PERMISSIONS & ~MASKED;
    const make = mode.exclusive ? `( set -C; true >${file} )` : `true >>${file}`;
    const steps = [
      mode.create ? '' : isRegular,
      `if [ -e ${file} ]; then`,
      mode.exclusive ? `echo 'File exists'; exit 1` : isRegular,
      `true >>${file} || exit 1`,
      mode.truncate ? `true >${file} || exit 1` : '',
      `else ${make} && chmod ${(permissions | OWNER_WRITES).toString(8)} ${file} && echo new || exit 1; fi`,
    ];
    const output = await this.#shell.text(steps.filter((step) => step !== '').join('\n'));
    return output.trim() === 'new' && (permissions & OWNER_WRITES) === 0 ? permissions : undefined;
  }

  /** Changes what a path leads to, or, without following it, a symbolic link itself. */
  async change(path: string, attributes: RequestedAttributes, follow = true): Promise<void> {
    const file = await this.#quoted(path);
    const { mode, size, mtime, uid, gid } = attributes;
    const { owner } = await this.#attributeScripts();
    const itself = follow ? '' : '-h ';
    const steps = [
      ...(size === undefined ? [] : [`truncate -s ${size} ${file}`]),
      ...(uid === undefined || gid === undefined
        ? []
        : [`[ "$(${owner(file, follow)})" = ${uid}:${gid} ] || chown ${itself}${uid}:${gid} ${file}`]),
      ...(mode === undefined ? [] : [`chmod ${(mode & PERMISSIONS).toString(8)} ${file}`]),
      ...(mtime === undefined ? [] : [`touch -c ${itself}-d @${mtime} ${file}`]),
    ];
    const hasNone = !follow && mode !== undefined;
    if (hasNone)
      steps.unshift(`if [ -L ${file} ]; then echo 'A symbolic link has no permissions'; false; fi`);
    if (steps.length > 0) await this.#shell.text(steps.map((step) => `{ ${step}; }`).join(' && '));
  }

  async remove(path: string): Promise<void> {
    await this.#shell.text(`rm ${await this.#quoted(path)}`);
  }

  async makeDirectory(path: string, attributes: RequestedAttributes): Promise<void> {
    const permissions = (attributes.mode ?? 0o777) & PERMISSIONS & ~MASKED;
    await this.#shell.text(`mkdir -m ${permissions.toString(8)} ${await this.#quoted(path)}`);
  }

  async removeDirectory(path: string): Promise<void> {
    await this.#shell.text(`rmdir ${await this.#quoted(path)}`);
  }

  /** Version 3 of SFTP replaces nothing. */
  async rename(from: string, to: string): Promise<void> {
    const target = await this.#quoted(to);
    await this.#shell.text(`${absent(target)} && mv ${await this.#quoted(from)} ${target}`);
  }

  /** Renames as the system call does: a file takes the place of another at once, and a link is not followed. */
  async replace(from: string, to: string): Promise<void> {
    const [source, target] = [await this.#quoted(from), await this.#quoted(to)];
    // Without -T, which busybox has since 1.34, mv moves into a folder.
    await this.#shell.text(
      `if [ -d ${target} ]; then mv -fT ${source} ${target}; else mv -f ${source} ${target}; fi`,
    );
  }

  async hardLink(from: string, to: string): Promise<void> {
    const link = await this.#quoted(to);
    await this.#shell.text(`${absent(link)} && ln ${await this.#quoted(from)} ${link}`);
  }

  /** Resolves when the file's content is on the disk. */
  async sync(path: string): Promise<void> {
    await this.#shell.text(`sync ${await this.#quoted(path)}`);
  }

  async fileSystem(path: string): Promise<FileSystem> {
    const file = await this.#quoted(path);
    const text = await this.#shell.text(
      `stat -f -c '${FILE_SYSTEM_FORMAT}' ${file} && readlink -f ${file} && cat /proc/mounts`,
    );
    const fileSystem = parseFileSystem(text);
    if (!fileSystem) throw new SftpError(STATUS.failure, text.trim());
    return fileSystem;
  }

  /** Resolves “~” and “~user” at the start of a path, and makes it absolute. */
  async expand(path: string): Promise<string> {
    const [, user, rest = ''] = /^~([\w.-]*)(\/.*)?$/s.exec(path) ?? [];
    if (user === undefined) return await this.realPath(path);
    if (user === '') return await this.realPath(`.${rest}`);
    const home = await this.#shell.text(`printf %s ~${user}`);
    if (!home.startsWith('/')) throw new SftpError(STATUS.noSuchFile, `There is no user “${user}”.`);
    return await this.realPath(home + rest);
  }

  /** Copies a part of a file into another. A length of 0 means up to the end. */
  async copy(
    from: { path: string; offset: number; length: number },
    to: { path: string; offset: number },
  ): Promise<void> {
    const [source, target] = [await this.#quoted(from.path), await this.#quoted(to.path)];
    const read = from.length === 0 ? 'cat' : `head -c ${from.length}`;
    await this.#shell.text(
      `true <${source} && { ${skipTo(from.offset)}; ${read}; } <${source} | { ${seekTo(to.offset)}; cat; } 1<>${target}`,
    );
  }

  async link(target: string, path: string): Promise<void> {
    const link = await this.#quoted(path);
    await this.#shell.text(`${absent(link)} && ln -s ${quotePath(target)} ${link}`);
  }

  #attributeScripts(): Promise<AttributeScripts> {
    this.#scripts ??= this.#shell.text(CHOOSE_SCRIPTS).then(attributeScripts);
    return this.#scripts;
  }

  async #quoted(path: string): Promise<string> {
    return quote(await this.absolute(path));
  }

  /** Relative paths begin in the home folder. */
  async absolute(path: string): Promise<string> {
    if (path.includes('\0')) throw new SftpError(STATUS.badMessage, 'A path holds no zero byte.');
    if (path.startsWith('/')) return path;
    this.#home ??= this.#shell.text('cd && pwd').then((text) => text.trim());
    const home = await this.#home;
    return path === '' || path === '.' ? home : `${home}/${path}`;
  }
}

const absent = (quoted: string) =>
  `{ if [ -e ${quoted} ] || [ -L ${quoted} ]; then echo 'File exists'; false; fi; }`;

/** Removes "." and ".." from an absolute path. */
export function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
