import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pathFromBytes } from '../../../contract/change-path.ts';
import { GitIndexError, idBytesIn, trackedPaths } from './git-index.ts';
import { IgnoreRuleList } from './ignore-rules.ts';
import { readBelow, readTextBelow } from './read-below.ts';
import { attempt, type IgnoreRules } from './walk.ts';

interface RuleSet {
  /** Folder of its patterns, below the repository; "" or with "/" at the end. */
  base: string;
  rules: IgnoreRuleList;
}

export interface GitRules extends IgnoreRules {
  /** Notes for a person, when something had to be guessed. */
  notes: string[];
}

/**
 * Reads git's ignore rules for a folder: `.gitignore` files from the repository's top down, `.git/info/exclude` and the
 * person's own ignore file. Tracked files are never ignored. Does not run git, because a folder that an agent could
 * write may make git run programs.
 */
export async function gitRules(folder: string, home: string): Promise<GitRules> {
  const top = await repositoryTop(folder);
  const prefix = top === undefined ? '' : withSlash(relative(top, folder).split(sep).join('/'));
  const notes: string[] = [];
  const tracked = new Tracked(top === undefined ? [] : await readTracked(top, notes));
  const sets: RuleSet[] = [];
  const add = (text: string, base: string) => {
    if (text !== '') sets.push({ base, rules: new IgnoreRuleList(text) });
  };
  add(await personalRules(home), '');
  if (top !== undefined) {
    add(await readTextBelow(top, '.git/info/exclude'), '');
    // Folders between the repository's top and the folder, whose own file is read when the walk enters it.
    const between = prefix.split('/').slice(0, -1);
    for (const [depth] of between.entries()) {
      const base = between.slice(0, depth).join('/');
      add(await readTextBelow(top, `${withSlash(base)}.gitignore`), withSlash(base));
    }
  }
  return {
    notes,
    async enter(path, names) {
      if (!names.some((name) => name.equals(GITIGNORE))) return;
      const text = await readTextBelow(folder, `${withSlash(pathFromBytes(path))}.gitignore`);
      add(text, withSlash(prefix + path.toString('utf8')));
    },
    leaves(path, isDirectory) {
      const full = prefix + path.toString('utf8');
      if (full.split('/').includes('.git') || tracked.has(full)) return false;
      const verdict = verdictOf(sets, full, isDirectory);
      return verdict === 'ignored' || (verdict === undefined && tracked.inIgnoredFolder(sets, full));
    },
  };
}

/** The person's own file, which may be a link into a folder of settings. No agent writes there. */
async function personalRules(home: string): Promise<string> {
  const text = await attempt(() => readFile(join(home, '.config/git/ignore'), 'utf8'));
  return text === 'gone' || text === 'unreadable' ? '' : text;
}

const GITIGNORE = Buffer.from('.gitignore');
const withSlash = (path: string) => (path === '' || path.endsWith('/') ? path : `${path}/`);

/** The last matching rule of the deepest file decides. */
function verdictOf(
  sets: readonly RuleSet[],
  path: string,
  isDirectory: boolean,
): 'ignored' | 'kept' | undefined {
  for (const { base, rules } of [...sets].sort((a, b) => b.base.length - a.base.length)) {
    if (!path.startsWith(base) || path.length === base.length) continue;
    const verdict = rules.verdict(path.slice(base.length), isDirectory);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

/** Tracked files, and the folders above them. */
class Tracked {
  readonly #paths = new Set<string>();
  readonly #folders = new Set<string>();

  constructor(paths: readonly string[]) {
    for (const path of paths) {
      this.#paths.add(path);
      for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
        if (this.#folders.has(folder)) break;
        this.#folders.add(folder);
      }
    }
  }

  has(path: string): boolean {
    return this.#paths.has(path) || this.#folders.has(path);
  }

  /** Enters an ignored folder that contains a tracked file; the rest of the folder stays ignored. */
  inIgnoredFolder(sets: readonly RuleSet[], path: string): boolean {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
      if (verdictOf(sets, folder, true) === 'ignored') return true;
    }
    return false;
  }
}

/** The folder that contains `.git`, here or above. */
async function repositoryTop(folder: string): Promise<string | undefined> {
  for (let place = folder; ; place = dirname(place)) {
    if (await readBelow(place, '.git/HEAD')) return place;
    if (dirname(place) === place) return undefined;
  }
}

async function readTracked(top: string, notes: string[]): Promise<string[]> {
  const config = await readTextBelow(top, '.git/config');
  const index = await readBelow(top, '.git/index');
  if (!index) return [];
  try {
    return trackedPaths(index, idBytesIn(config));
  } catch (error) {
    if (!(error instanceof GitIndexError)) throw error;
    notes.push(
      `What git tracks could not be read (${error.message}): ignored files were left out even if git tracks them.`,
    );
    return [];
  }
}
