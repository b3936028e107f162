import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BRINGABLES,
  type Bringable,
  type BringableId,
  type FoundBringable,
  MAXIMUM_BROUGHT_BYTES,
  MAXIMUM_BROUGHT_FILE_BYTES,
  MAXIMUM_BROUGHT_FILES,
} from '../../contract/bring-along.ts';
import type { HomeContent, HomeFile } from '../../contract/home-file.ts';
import { inDirectory, openDirectory } from '../../lib/host-directory/host-directory.ts';
import { withFile } from '../../lib/host-directory/host-file.ts';
import { walkFolder } from '../workspace/copy/walk.ts';
import { holdsCredential } from './holds-credential.ts';
import { aliasesOf, gitUserOf, themeOf } from './read-values.ts';

/** What of one entry can be brought, and what is left out. */
export interface Brought {
  files: HomeFile[];
  values: HomeContent[];
  left: FoundBringable['left'];
}

/** Files with single values may be long: Claude Code keeps a history in the one with its theme. */
const MAXIMUM_SETTINGS_BYTES = 32 * 1024 * 1024;
const READ_ALIASES = '[ -r ~/.bash_aliases ] && . ~/.bash_aliases\n';
const FILE_MODE = 0o400;
const PROGRAM_MODE = 0o500;

/** Reads the entries of the list. Follows no link, and leaves out what cannot be read. */
export async function readBringables(
  home: string,
  ids: readonly BringableId[],
  signal: AbortSignal,
): Promise<(Brought & { id: BringableId })[]> {
  const root = await realpath(home);
  const chosen = BRINGABLES.filter(({ id }) => ids.includes(id));
  return await Promise.all(
    chosen.map(async (bringable) => ({ id: bringable.id, ...(await readOne(root, bringable, signal)) })),
  );
}

async function readOne(root: string, { id, paths }: Bringable, signal: AbortSignal): Promise<Brought> {
  if (id !== 'theme' && id !== 'git' && id !== 'aliases') return await readFiles(root, paths, signal);
  const texts = await Promise.all(
    paths.map(async (path) => ({
      path,
      text: (await readText(root, path, MAXIMUM_SETTINGS_BYTES))?.text ?? '',
    })),
  );
  if (id === 'theme') {
    const values = texts.flatMap(({ path, text }) => themeOf(path, text) ?? []);
    return { files: [], values, left: [] };
  }
  if (id === 'git') {
    const text = texts.map((each) => gitUserOf(each.text)).find(Boolean);
    return checked(text === undefined ? [] : [{ path: '.gitconfig', text, mode: FILE_MODE }]);
  }
  const aliases = new Map(texts.flatMap(({ text }) => [...aliasesOf(text)]));
  const lines = [...aliases].map(([name, value]) => `alias ${name}='${value}'`);
  const safe = lines.filter((line) => !holdsCredential('.bash_aliases', line));
  const brought =
    safe.length === 0
      ? []
      : [
          { path: '.bash_aliases', text: `${safe.join('\n')}\n`, mode: FILE_MODE },
          { path: '.bashrc', text: READ_ALIASES, mode: FILE_MODE },
        ];
  const left = safe.length === lines.length ? [] : [{ path: 'An alias', reason: CREDENTIAL }];
  return { files: brought, values: [], left };
}

const CREDENTIAL = 'It looks as if it holds a credential.';

function checked(files: HomeFile[]): Brought {
  const [safe, left] = [files.filter(isSafe), files.filter((file) => !isSafe(file))];
  return { files: safe, values: [], left: left.map(({ path }) => ({ path, reason: CREDENTIAL })) };
}
const isSafe = ({ path, text }: HomeFile) => !holdsCredential(path, text);

async function readFiles(root: string, paths: readonly string[], signal: AbortSignal): Promise<Brought> {
  const files: HomeFile[] = [];
  const left: Brought['left'] = [];
  let bytes = 0;
  const take = async (path: string) => {
    const read = await readText(root, path, MAXIMUM_BROUGHT_FILE_BYTES);
    if (read === undefined) return;
    const size = Buffer.byteLength(read.text ?? '');
    const reason =
      read.text === undefined
        ? `It has more than ${MAXIMUM_BROUGHT_FILE_BYTES / 1024} KiB.`
        : read.text.includes('\0')
          ? 'It is no text.'
          : holdsCredential(path, read.text)
            ? CREDENTIAL
            : files.length === MAXIMUM_BROUGHT_FILES || bytes + size > MAXIMUM_BROUGHT_BYTES
              ? `There are more than ${MAXIMUM_BROUGHT_FILES} files or ${MAXIMUM_BROUGHT_BYTES / 1024 / 1024} MiB.`
              : undefined;
    if (reason !== undefined || read.text === undefined) {
      left.push({ path, reason: reason ?? '' });
      return;
    }
    bytes += size;
    files.push({ path, text: read.text, mode: read.isProgram ? PROGRAM_MODE : FILE_MODE });
  };
  for (const path of paths) {
    for await (const each of pathsBelow(root, path, signal)) {
      if ('reason' in each) left.push(each);
      else await take(each.path);
    }
  }
  return { files, values: [], left: left.slice(0, MAXIMUM_BROUGHT_FILES) };
}

/** The files at a path: the file itself, or those of the folder. */
async function* pathsBelow(
  root: string,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<{ path: string } | { path: string; reason: string }> {
  const opened = await openDirectory(root, path);
  if (opened.kind === 'absent') return;
  if (opened.kind === 'blocked') {
    // A file, or a link: only the file can be read.
    const isFile = await withFile(root, path, () => Promise.resolve(true));
    yield isFile ? { path } : { path, reason: 'It is a link, or lies behind one; links are not followed.' };
    return;
  }
  await inDirectory(opened.directory, () => Promise.resolve());
  const skipped: string[] = [];
  const walk = walkFolder(join(root, path), { signal, onProblem: (at) => skipped.push(String(at)) });
  for await (const entry of walk) {
    const below = `${path}/${entry.path.toString('utf8')}`;
    if (entry.kind === 'file') yield { path: below };
    if (entry.kind === 'symlink') yield { path: below, reason: 'It is a link; links are not followed.' };
  }
  for (const at of skipped) yield { path: `${path}/${at}`, reason: 'It cannot be read.' };
}

/** A file's text; without one when it is too long. Undefined when there is no such file. */
async function readText(
  root: string,
  path: string,
  maximumBytes: number,
): Promise<{ text?: string; isProgram: boolean } | undefined> {
  return await withFile(root, path, async (file) => {
    const { size, mode } = await file.stat();
    const isProgram = (mode & 0o100) !== 0;
    return size > maximumBytes ? { isProgram } : { isProgram, text: await file.readFile('utf8') };
  });
}
