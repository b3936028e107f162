import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { EntryState, Journal } from '../../electron/engine/changes/apply/journal.ts';
import { parentsOf } from '../../electron/lib/parents-of.ts';
import { applyJournal, fileState, savedEntry } from '../harness/apply-journal.ts';

/** A tree by path: a file's content, "-> target" for a symlink, "/" for a folder. */
export type Tree = Readonly<Record<string, string>>;

export function writeTree(folder: string, tree: Tree): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, content] of Object.entries(tree)) {
    const place = join(folder, path);
    mkdirSync(content === '/' ? place : dirname(place), { recursive: true });
    if (content.startsWith('-> ')) symlinkSync(content.slice(3), place);
    else if (content !== '/') writeFileSync(place, content);
  }
}

/** What is in a folder, with its empty folders. */
export function readTree(folder: string, below = ''): Tree {
  const tree: Record<string, string> = {};
  for (const name of readdirSync(join(folder, below)).sort()) {
    const path = below === '' ? name : `${below}/${name}`;
    const stats = lstatSync(join(folder, path));
    if (stats.isSymbolicLink()) tree[path] = `-> ${readlinkSync(join(folder, path))}`;
    else if (!stats.isDirectory()) tree[path] = readFileSync(join(folder, path), 'utf8');
    else {
      const inside = readTree(folder, path);
      if (Object.keys(inside).length === 0) tree[path] = '/';
      Object.assign(tree, inside);
    }
  }
  return tree;
}

/** The type changes of the list, at once: folder → file, folder → symlink, symlink → folder, file → folder. */
export const before: Tree = {
  'to-file/a': 'a',
  'to-file/deep/b': 'b',
  'to-file/empty': '/',
  'to-link/c': 'c',
  'was-file': 'old',
  'was-link': '-> was-file',
  kept: 'kept',
};
export const after: Tree = {
  'to-file': 'now a file',
  'to-link': '-> kept',
  'was-file/d': 'd',
  'was-file/deep/e': 'e',
  'was-link/f': 'f',
  kept: 'kept',
};

const stateIn = (tree: Tree, path: string): EntryState => {
  const content = tree[path];
  if (content?.startsWith('-> ')) {
    return { kind: 'symlink', target: Buffer.from(content.slice(3)).toString('base64') };
  }
  if (content !== undefined && content !== '/') {
    return fileState(content);
  }
  const below = Object.keys(tree).filter((each) => each.startsWith(`${path}/`));
  if (below.length === 0) return { kind: 'absent' };
  const folders = below.flatMap((each) => [...parentsOf(each), ...(tree[each] === '/' ? [each] : [])]);
  return { kind: 'folder', below: [...new Set(folders)].filter((each) => each.startsWith(`${path}/`)) };
};

/** A journal of all differences between two trees, with the bytes of both sides. */
export function journalOf(folder: string, journalFolder: string, from: Tree, to: Tree): Journal {
  rmSync(journalFolder, { recursive: true, force: true });
  const files = (tree: Tree) => Object.keys(tree).filter((path) => tree[path] !== '/');
  const paths = [...new Set([...files(from), ...files(to)])].filter((path) => from[path] !== to[path]);
  const bytesIn = (tree: Tree, path: string) =>
    stateIn(tree, path).kind === 'file' ? (tree[path] ?? '') : null;
  const entries = paths.map((path, saved) =>
    savedEntry(
      journalFolder,
      { path, saved },
      { before: bytesIn(from, path), after: bytesIn(to, path) },
      { before: stateIn(from, path), after: stateIn(to, path) },
    ),
  );
  const isNoFolder = (path: string) => {
    const place = join(folder, path);
    return !existsSync(place) || !lstatSync(place).isDirectory();
  };
  const madeFolders = [...new Set(files(to).flatMap(parentsOf))].filter(isNoFolder);
  return applyJournal(folder, entries, { madeFolders });
}
