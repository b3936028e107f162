import { readFile, rename } from 'node:fs/promises';

/** The outcome of reading one of the app's files. Only `none` counts as an empty file that may be written. */
export type OwnFile =
  | { kind: 'text'; text: string }
  | { kind: 'none' }
  /** The file exists and holds the person's data, but reading fails (no permission, a broken disk, a lock). */
  | { kind: 'unreadable'; error: unknown };

export async function readOwnFile(path: string): Promise<OwnFile> {
  try {
    return { kind: 'text', text: await readFile(path, 'utf8') };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? { kind: 'none' }
      : { kind: 'unreadable', error };
  }
}

/** Renames a broken file, so that it is neither lost nor overwritten; resolves to the new name. */
export async function setAside(path: string): Promise<string> {
  const aside = `${path}.broken-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  await rename(path, aside);
  return aside;
}
