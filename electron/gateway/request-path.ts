/** The path of a request without its query, for rules and the audit. */
export interface RequestPath {
  /** Percent signs before letters, digits and `-._~` are decoded; nothing else is changed. */
  readonly path: string;
  /** A server might read this path differently: it matches every deny and no allow with paths. */
  readonly ambiguous: boolean;
}

const UNRESERVED = /[A-Za-z0-9\-._~]/;

/**
 * The canonical form of a request target's path. Dot segments, empty segments, backslashes and encoded separators are
 * not resolved but reported as ambiguous, because servers interpret them differently.
 */
export function readRequestPath(pathAndQuery: string): RequestPath {
  const end = pathAndQuery.search(/[?#]/);
  const raw = end === -1 ? pathAndQuery : pathAndQuery.slice(0, end);
  const path = canonicalPath(raw);
  const ambiguous =
    !path.startsWith('/') ||
    path.includes('//') ||
    /(?:^|\/)\.{1,2}(?:[/;]|$)/.test(path) ||
    /[\\;]/.test(path) ||
    /%(?:2F|5C|00|25)/.test(path) ||
    /%(?![0-9A-F]{2})/.test(path) ||
    /[^\x21-\x7e]/.test(path);
  return { path, ambiguous };
}

/** The canonical spelling: unreserved characters unescaped, other percent signs with capital digits. */
export function canonicalPath(path: string): string {
  return path.replace(/%([0-9a-fA-F]{2})/g, (encoded, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return UNRESERVED.test(character) ? character : encoded.toUpperCase();
  });
}

/**
 * Compares a prefix at a `/` boundary: `/v1` covers `/v1` and `/v1/x`, not `/v10`; `/v1/` covers only paths below it.
 */
export function hasPathPrefix(path: string, prefix: string): boolean {
  if (!path.startsWith(prefix)) return false;
  return prefix.endsWith('/') || path.length === prefix.length || path[prefix.length] === '/';
}
