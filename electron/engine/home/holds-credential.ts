import { looksLikeKey, looksLikeKeyName } from '../../contract/key-looks.ts';
import { CONTENT_MASKS, contentMask, DEFAULT_MASKS, maskRules } from '../../contract/masks.ts';
import { LOGIN_IN_ADDRESS } from '../../contract/token-files.ts';
import { parentsOf } from '../../lib/parents-of.ts';

const { paths, patterns } = maskRules(DEFAULT_MASKS);
/** A name, what gives it a value, and the value. */
const ASSIGNMENT = /([\w-]{3,60})["']?\s*[=:]\s*["'`]?([^\s"'`,;]{8,400})/g;
/** What stands for a value in instructions: a variable, a gap, "your-key". */
const STAND_IN = /^[$<({[%]|\.\.\.|…|^[xX*]+$|your|example|placeholder/i;
const BEARER = /\bBearer\s+[\w.~+/-]{16,}/;

/**
 * Whether a file is of a kind that hidden files are, or holds what looks like a key, a login or a value of a variable
 * that is named as one. Errs towards yes. `path` has "/". Pure.
 */
export function holdsCredential(path: string, text: string): boolean {
  if (paths.includes(path) || patterns.some(({ matches }) => [...parentsOf(path), path].some(matches)))
    return true;
  if (contentMask(path, text, CONTENT_MASKS) !== undefined) return true;
  if (looksLikeKey(text) || LOGIN_IN_ADDRESS.test(text) || BEARER.test(text)) return true;
  return [...text.matchAll(ASSIGNMENT)].some(
    ([, name = '', value = '']) => looksLikeKeyName(name.replaceAll('-', '_')) && !STAND_IN.test(value),
  );
}
