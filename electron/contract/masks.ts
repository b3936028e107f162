import { z } from 'zod';
import { TOKEN_FILES } from './token-files.ts';

/** Masks that look into files: what a file holds tells that it is secret, whatever its name is. */
export const CONTENT_MASKS = ['content:private-key', 'content:token'] as const;
export type ContentMask = (typeof CONTENT_MASKS)[number];

const isContentMask = (mask: string): mask is ContentMask => CONTENT_MASKS.some((each) => each === mask);

/**
 * A path below a folder ("config/key.pem"); a name (".env*") or, with "**" in front, a path that is masked at any
 * depth; or a mask of contents. With "!" in front it is shown although another mask hides it. "*" stands for anything
 * within a name.
 */
export const maskSchema = z
  .string()
  .min(1)
  .max(500)
  .refine((mask) => {
    const path = mask.replace(/^!/, '');
    if (path.startsWith('content:')) return isContentMask(mask);
    return (
      !path.startsWith('/') && path.split('/').every((part) => part !== '' && part !== '..' && part !== '.')
    );
  }, 'A mask is a path below the folder, such as “config/.env”, or a name such as “.env*”.');

export const MAXIMUM_MASKS = 200;
export const masksSchema = z.array(maskSchema).max(MAXIMUM_MASKS, `At most ${MAXIMUM_MASKS}.`);

/** What usually holds keys and logins, and why it is hidden. */
const SECRETS: Readonly<Record<string, string>> = {
  '.env*': 'Environment file',
  '.netrc': 'Logins for hosts',
  _netrc: 'Logins for hosts',
  '.ssh': 'SSH keys',
  '**/.aws/credentials': 'AWS keys',
  '**/.git/credentials': 'Logins of git',
  '.git-credentials': 'Logins of git',
  '.pgpass': 'Database passwords',
  'content:private-key': 'Private key',
  'content:token': 'Holds a token',
};

/** Hidden from new agents unless a person decides otherwise. */
export const DEFAULT_MASKS: readonly string[] = Object.keys(SECRETS);

/** Why a place is hidden, in two or three words. */
export function maskReason(mask: string): string {
  return SECRETS[mask] ?? 'Named by you';
}

/** What an agent sees in place of a file, when the person chose it: a file beside it of that name. */
export const STAND_IN = '.sandbox';

/** How the places that masks hide are told apart. `shown`: by a mask with "!". */
export interface MaskRules {
  /** Exact paths, which are looked for wherever they are. */
  paths: readonly string[];
  patterns: readonly { mask: string; matches(path: string): boolean }[];
  contents: readonly ContentMask[];
  shows(path: string): boolean;
}

/** Pure. */
export function maskRules(masks: readonly string[]): MaskRules {
  const hiding = masks.filter((mask) => !mask.startsWith('!') && !isContentMask(mask));
  const shown = masks.filter((mask) => mask.startsWith('!')).map((mask) => patternOf(mask.slice(1)));
  const isExact = (mask: string) => mask.includes('/') && !mask.includes('*');
  return {
    paths: hiding.filter(isExact),
    patterns: hiding
      .filter((mask) => !isExact(mask))
      .map((mask) => {
        const pattern = patternOf(mask);
        return {
          mask,
          // A stand-in is made to be seen.
          matches: (path: string) => !path.endsWith(STAND_IN) && pattern(path),
        };
      }),
    contents: masks.filter(isContentMask),
    shows: (path) => shown.some((pattern) => pattern(path)),
  };
}

/** A name matches at any depth, a path from the folder on. */
function patternOf(mask: string): (path: string) => boolean {
  const anywhere = !mask.includes('/') || mask.startsWith('**/');
  const wanted = mask.replace(/^\*\*\//, '').split('/');
  return (path) => {
    const parts = path.split('/');
    if (parts.length < wanted.length || (!anywhere && parts.length > wanted.length)) return false;
    const last = parts.slice(parts.length - wanted.length);
    return wanted.every((pattern, index) => matchesName(pattern, last[index] ?? ''));
  };
}

/** Whether a name matches a pattern with "*". It is no regular expression, which takes forever with many stars. */
function matchesName(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let starAt = 0;
  for (let place = 0; place < name.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      starAt = place;
    } else if (at < pattern.length && pattern[at] === name[place]) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      at = star + 1;
      starAt += 1;
      place = starAt;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

/** The largest file that is looked into. Keys and files with tokens are small. */
export const LOOKED_INTO_BYTES = 64 * 1024;

/** Source and media hold no key that is used as a file, and there are many of them. */
const PASSED_OVER =
  /\.(?:[cm]?[jt]sx?|css|scss|less|html?|vue|svelte|svg|png|jpe?g|gif|webp|ico|woff2?|ttf|map|py|go|rs|java|kt|c|h|cc|cpp|hpp|cs|rb|php|swift|lock|wasm|o|so|a|zip|gz|tgz)$/i;

/** Whether the content of a file of this path is worth a look. */
export function isLookedInto(path: string, contents: readonly ContentMask[]): boolean {
  if (contents.includes('content:token') && TOKEN_FILES.some(({ path: named }) => named.test(path)))
    return true;
  return contents.includes('content:private-key') && !PASSED_OVER.test(path);
}

const PRIVATE_KEY = /^[ \t"']*-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|^PuTTY-User-Key-File-/m;
/** Keys of service accounts are one line in a JSON file. */
const KEY_IN_JSON = /"private_key"\s*:\s*"-----BEGIN [A-Z ]*PRIVATE KEY/;

/** The mask of contents that hides a file with this content, if any. Pure. */
export function contentMask(
  path: string,
  content: string,
  contents: readonly ContentMask[],
): ContentMask | undefined {
  if (contents.includes('content:token')) {
    const tokens = TOKEN_FILES.filter((each) => each.path.test(path)).flatMap((each) => each.contents);
    if (tokens.some((token) => token.test(content))) return 'content:token';
  }
  const isKey = PRIVATE_KEY.test(content) || (path.endsWith('.json') && KEY_IN_JSON.test(content));
  return contents.includes('content:private-key') && !PASSED_OVER.test(path) && isKey
    ? 'content:private-key'
    : undefined;
}
