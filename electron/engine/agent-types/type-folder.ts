import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** A file of a type's folder, for the build. */
export interface ContextFile {
  /** Relative path with "/". */
  name: string;
  content: Uint8Array;
  executable: boolean;
}

export type TypeFolder =
  | { ok: true; typeText: string; dockerfile: string | undefined; files: ContextFile[] }
  | { ok: false; file: string; problem: string };

/** File limit: a type contains a Dockerfile and the files that it copies, not a project. */
const MAX_FILES = 200;
const MAX_BYTES = 16 * 1024 * 1024;

class Refused extends Error {
  readonly file: string;
  constructor(file: string, message: string) {
    super(message);
    this.file = file;
  }
}

/**
 * Reads an agent type's whole folder. Does not follow links, so that a type cannot copy the person's files into an
 * image. Returns problems as a value instead of throwing, even when the folder is unreadable.
 */
export async function readTypeFolder(folder: string): Promise<TypeFolder> {
  try {
    const kind = await lstat(folder);
    if (!kind.isDirectory()) throw new Refused(folder, 'It is a link; links are not followed.');
    const files = await readFiles(folder);
    const text = (name: string) => {
      const content = files.find((file) => file.name === name)?.content;
      return content && Buffer.from(content).toString('utf8');
    };
    const typeText = text('type.json');
    if (typeText === undefined) throw new Refused(folder, 'The folder has no type.json.');
    return {
      ok: true,
      typeText,
      dockerfile: text('Dockerfile'),
      files: files.filter(({ name }) => name !== 'type.json'),
    };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, file: error.file, problem: error.message };
    return { ok: false, file: folder, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function readFiles(root: string): Promise<ContextFile[]> {
  const files: ContextFile[] = [];
  let bytes = 0;
  async function walk(folder: string): Promise<void> {
    const names = (await readdir(folder)).sort();
    for (const name of names) {
      const path = join(folder, name);
      const stat = await lstat(path);
      if (stat.isDirectory()) {
        await walk(path);
        continue;
      }
      if (stat.isSymbolicLink()) throw new Refused(path, 'It is a link; links are not followed.');
      if (!stat.isFile()) throw new Refused(path, 'It is no ordinary file.');
      bytes += stat.size;
      if (bytes > MAX_BYTES) throw new Refused(path, 'The folder holds more than 16 MiB.');
      if (files.length === MAX_FILES) throw new Refused(path, 'The folder holds more than 200 files.');
      files.push({
        name: relative(root, path).split(sep).join('/'),
        content: await readFile(path),
        executable: (stat.mode & 0o100) !== 0,
      });
    }
  }
  await walk(root);
  return files;
}
