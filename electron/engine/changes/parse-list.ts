import { pathFromBytes } from '../../contract/change-path.ts';
import type { EntryKind, LineCounts } from '../../contract/changes.ts';
import type { LinkEnd } from './link-end.ts';

/** One entry of `git diff-index --raw -z`. */
export interface RawEntry {
  path: string;
  status: 'added' | 'modified' | 'deleted' | 'type-changed';
  oldMode: string;
  newMode: string;
  /** The object in the base; zeros when there is none. */
  oldObject: string;
}

/** What the toolbox saw of a path that exists. */
export interface Fact {
  sizeBytes: number;
  kind: 'file' | 'symlink' | 'folder' | 'other';
  executable: boolean;
  target: string;
  /** The lines of a new file. Null when it is binary or was not counted. */
  lines: number | null;
  magic: Uint8Array;
  /** Size and times, which differ whenever the file may have changed. */
  stamp: string;
  /** git's id of the content; empty when it was not read. */
  object: string;
  /** Where a symlink ends when the system follows it; empty for what is none. */
  leads: LinkEnd | '';
  /** Whether it is in a folder that git takes for a repository: "HEAD" beside "objects", "refs" or "config". */
  inRepository: boolean;
}

export interface ListOutput {
  base: string;
  /** The time of the commit, ms since the epoch. */
  committedAt: number | undefined;
  subject: string;
  entries: RawEntry[];
  added: string[];
  ignored: string[];
  facts: (Fact | null)[];
  /** Whether the folder is a repository itself. */
  isRepository: boolean;
  /** What inside of `.git` runs something when a person uses git in the folder. */
  gitFiles: { path: string; detail: string }[];
}

/** Parses the output of the list script. Throws an ordinary error when it is malformed. */
export function parseList(output: Buffer): ListOutput {
  const lineEnd = output.indexOf(10);
  const lengths = output.subarray(0, lineEnd).toString('latin1').trim().split(' ').map(Number);
  if (lineEnd < 0 || lengths.length !== 6 || lengths.some(Number.isNaN))
    throw new Error('no list of changes');
  let at = lineEnd + 1;
  const [base, raw, added, ignored, facts, git] = lengths.map((length) => {
    at += length;
    return output.subarray(at - length, at);
  });
  const [, object = '', , seconds, subject = ''] =
    /^([0-9a-f]+)( (\d+) (.*))?$/s.exec((base as Buffer).toString('utf8').trimEnd()) ?? [];
  return {
    base: object,
    committedAt: seconds === undefined ? undefined : Number(seconds) * 1000,
    subject,
    entries: parseRaw(raw as Buffer),
    added: names(added as Buffer),
    ignored: names(ignored as Buffer),
    facts: parseFacts(facts as Buffer),
    ...parseGitFiles(git as Buffer),
  };
}

function parseGitFiles(bytes: Buffer): Pick<ListOutput, 'isRepository' | 'gitFiles'> {
  const lines = bytes.toString('utf8').split('\0');
  return {
    isRepository: bytes.length > 0,
    gitFiles: lines.flatMap((line) => {
      const [path, detail] = line.split('\t');
      return path && detail ? [{ path, detail }] : [];
    }),
  };
}

/** NUL-terminated names. */
export function names(bytes: Uint8Array): string[] {
  const paths: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0, at);
    if (end < 0) break;
    if (end > at) paths.push(pathFromBytes(bytes.subarray(at, end)));
    at = end + 1;
  }
  return paths;
}

const STATUS: Readonly<Record<string, RawEntry['status']>> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  T: 'type-changed',
};

export function parseRaw(bytes: Buffer): RawEntry[] {
  const entries: RawEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const headEnd = bytes.indexOf(0, at);
    const pathEnd = bytes.indexOf(0, headEnd + 1);
    if (headEnd < 0 || pathEnd < 0) break;
    const head = bytes
      .subarray(at + 1, headEnd)
      .toString('latin1')
      .split(' ');
    const [oldMode = '', newMode = '', oldObject = '', , letter = ''] = head;
    const path = pathFromBytes(bytes.subarray(headEnd + 1, pathEnd));
    entries.push({ path, status: STATUS[letter.charAt(0)] ?? 'modified', oldMode, newMode, oldObject });
    at = pathEnd + 1;
  }
  return entries;
}

/**
 * `git diff-index --numstat -z`: added, tab, removed, tab, path; "-" for a binary file. Of a rename the path is empty, and
 * its old and new one follow.
 */
export function parseCounts(bytes: Buffer): (LineCounts & { oldPath?: string })[] {
  const counts: (LineCounts & { oldPath?: string })[] = [];
  let at = 0;
  const next = () => {
    const end = bytes.indexOf(0, at);
    const word = bytes.subarray(at, end < 0 ? bytes.length : end);
    at = end < 0 ? bytes.length : end + 1;
    return word;
  };
  while (at < bytes.length) {
    const end = bytes.indexOf(0, at);
    if (end < 0) break;
    const line = bytes.subarray(at, end);
    const first = line.indexOf(9);
    const second = line.indexOf(9, first + 1);
    const number = (from: number, to: number) => Number(line.subarray(from, to).toString('latin1'));
    const added = number(0, first);
    const removed = number(first + 1, second);
    const lines = Number.isNaN(added) ? null : { added, removed };
    at = end + 1;
    const path = line.subarray(second + 1);
    if (path.length > 0) counts.push({ path: pathFromBytes(path), lines });
    else counts.push({ oldPath: pathFromBytes(next()), path: pathFromBytes(next()), lines });
  }
  return counts;
}

export function modeKind(mode: string): EntryKind {
  if (mode === '120000') return 'symlink';
  return mode === '160000' ? 'submodule' : 'file';
}

/** Facts that the facts program printed, a line for each path that it was asked about. */
export function parseFacts(output: Uint8Array): (Fact | null)[] {
  return Buffer.from(output)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseFact(JSON.parse(line)));
}

function parseFact(value: unknown): Fact | null {
  if (!Array.isArray(value)) return null;
  const [sizeBytes, times, kind, executable, target, lines, magic, object, leads, inRepository] = value as [
    number,
    string,
    Fact['kind'],
    boolean,
    string,
    number | null,
    string,
    string,
    Fact['leads'],
    boolean,
  ];
  return {
    sizeBytes,
    kind,
    executable,
    target: pathFromBytes(Buffer.from(target, 'base64')),
    lines,
    magic: Buffer.from(magic, 'base64'),
    stamp: `${sizeBytes}:${times}`,
    object,
    leads,
    inRepository,
  };
}
