import { readFile, rename } from 'node:fs/promises';

/** What reading a file of the app's own came to. Only `none` may be taken for empty, and written over. */
export type OwnFile =
  | { kind: 'text'; text: string }
  | { kind: 'none' }
  /** It is there and holds what the person had (no permission, a broken disk, a lock). */
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

/** Gives a broken file another name, so that it is neither lost nor overwritten; resolves to that name. */
export async function setAside(path: string): Promise<string> {
  const aside = `${path}.broken-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  await rename(path, aside);
  return aside;
}
