import { globMatcher, type Matcher } from './glob.ts';

interface Rule {
  isNegated: boolean;
  onlyFolders: boolean;
  /** Matches a path below the rules' folder, or only its last name. */
  matches: Matcher;
  byName: boolean;
}

/** Where git takes names that differ in capitals for one. */
const IGNORES_CASE = process.platform !== 'linux';

/** The rules of one `.gitignore` (gitignore(5)), matched in a time that no author of them can stretch. */
export class IgnoreRuleList {
  readonly #rules: readonly Rule[];
  readonly #folders = new Map<string, 'ignored' | 'kept' | undefined>();

  constructor(text: string) {
    this.#rules = text
      .replace(/^\ufeff/, '')
      .split('\n')
      .flatMap(ruleOf);
  }

  /** What the rules say of a path below their folder; what is in an ignored folder is ignored. */
  verdict(path: string, isFolder: boolean): 'ignored' | 'kept' | undefined {
    const slash = path.lastIndexOf('/');
    if (slash > 0 && this.#ofFolder(path.slice(0, slash)) === 'ignored') return 'ignored';
    return isFolder ? this.#ofFolder(path) : this.#own(path, false);
  }

  #ofFolder(path: string): 'ignored' | 'kept' | undefined {
    if (this.#folders.has(path)) return this.#folders.get(path);
    const slash = path.lastIndexOf('/');
    const isInIgnored = slash > 0 && this.#ofFolder(path.slice(0, slash)) === 'ignored';
    const verdict = isInIgnored ? 'ignored' : this.#own(path, true);
    this.#folders.set(path, verdict);
    return verdict;
  }

  /** The last rule that matches decides. */
  #own(path: string, isFolder: boolean): 'ignored' | 'kept' | undefined {
    const plain = IGNORES_CASE ? path.toLowerCase() : path;
    const name = plain.slice(plain.lastIndexOf('/') + 1);
    const rule = this.#rules.findLast(
      ({ onlyFolders, byName, matches }) => (isFolder || !onlyFolders) && matches(byName ? name : plain),
    );
    return rule && (rule.isNegated ? 'kept' : 'ignored');
  }
}

function ruleOf(line: string): Rule[] {
  const written = withoutTrailingSpaces(line.endsWith('\r') ? line.slice(0, -1) : line);
  if (written === '' || written.startsWith('#')) return [];
  const isNegated = written.startsWith('!');
  const positive = isNegated ? written.slice(1) : written;
  const onlyFolders = positive.endsWith('/');
  const pattern = onlyFolders ? positive.slice(0, -1) : positive;
  if (pattern === '') return [];
  const byName = !pattern.includes('/');
  const below = pattern.startsWith('/') ? pattern.slice(1) : pattern;
  const matches = matcherOf(IGNORES_CASE ? below.toLowerCase() : below);
  return [{ isNegated, onlyFolders, byName, matches }];
}

/** Most patterns are a name or an ending. */
function matcherOf(pattern: string): Matcher {
  if (!/[*?[\\]/.test(pattern)) return (text) => text === pattern;
  if (/^\*[^*?[\\/]+$/.test(pattern)) {
    const end = pattern.slice(1);
    return (text) => text.endsWith(end) && !text.includes('/');
  }
  return globMatcher(pattern);
}

function withoutTrailingSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && !isEscaped(line, end - 1)) end -= 1;
  return line.slice(0, end);
}

function isEscaped(line: string, at: number): boolean {
  let slashes = 0;
  while (line[at - 1 - slashes] === '\\') slashes += 1;
  return slashes % 2 === 1;
}
