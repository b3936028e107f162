import { SECRET_SETTING } from '../../../contract/token-files.ts';

/** A user and password in an address, or a user name alone that is as long as a token. */
const LOGINS = /([a-z][a-z0-9+.-]{0,20}:\/\/)(?:[^\s/"@:]*:[^\s/"@]*|(?<=https?:\/\/)[^\s/"@:]{20,})@/gi;

/**
 * The text of a git configuration without what logs in: passwords and tokens in addresses, `http.extraHeader`, and
 * credential helpers that are a password. Everything else stays. Pure.
 */
export function withoutLogins(config: string): string {
  return config
    .replaceAll(/\\\r?\n/g, '')
    .split('\n')
    .map((line) => withoutSecret(line).replaceAll(LOGINS, '$1'))
    .join('\n');
}

/** Headers carry tokens, and a helper may print a password itself. A section may be on the same line. */
function withoutSecret(line: string): string {
  if (SECRET_SETTING.test(line)) return '';
  const header = line.search(/\bextraheader[ \t]*=/i);
  if (header >= 0) return line.slice(0, header);
  const helper = line.search(/\bhelper[ \t]*=/i);
  return helper >= 0 && /\bpassword=/i.test(line.slice(helper)) ? line.slice(0, helper) : line;
}
