import { isCanonicalHostName } from '../contract/host-pattern.ts';

/** A host and port as an agent requested them, in canonical form. */
export interface Authority {
  readonly host: string;
  readonly port: number;
}

export type AuthorityResult =
  | { readonly ok: true; readonly authority: Authority }
  | { readonly ok: false; readonly reason: 'invalid-host' | 'ip-literal' };

const invalid: AuthorityResult = { ok: false, reason: 'invalid-host' };
const ipLiteral: AuthorityResult = { ok: false, reason: 'ip-literal' };

/**
 * Parses `host` or `host:port` strictly: no user name, no blanks, no IP address in any spelling (a last label that is a
 * number makes every URL parser read the name as IPv4), no trailing dot, ASCII only. Nothing is repaired, and a text
 * that two parsers could read differently is refused.
 * @param defaultPort undefined when the port is required (CONNECT)
 */
export function parseAuthority(text: string, defaultPort?: number): AuthorityResult {
  if (text.length > 300) return invalid;
  if (text.startsWith('[')) return ipLiteral;
  const colon = text.indexOf(':');
  const name = colon === -1 ? text : text.slice(0, colon);
  const host = name.toLowerCase();
  const port = colon === -1 ? defaultPort : parsePort(text.slice(colon + 1));
  if (isIpSpelling(host)) return ipLiteral;
  if (port === undefined || !isCanonicalHostName(host)) return invalid;
  return { ok: true, authority: { host, port } };
}

function parsePort(text: string): number | undefined {
  if (!/^[1-9]\d{0,4}$/.test(text)) return undefined;
  const port = Number(text);
  return port <= 65_535 ? port : undefined;
}

/** Decimal, hexadecimal, octal and short forms all end in a numeric label, with or without a trailing dot. */
function isIpSpelling(host: string): boolean {
  return /(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$/.test(host);
}

/** Splits the target of a plain HTTP proxy request, `http://host[:port]/path`, without any repair. */
export type TargetResult =
  | { readonly ok: true; readonly authority: Authority; readonly pathAndQuery: string }
  | { readonly ok: false; readonly reason: 'invalid-host' | 'ip-literal' | 'not-absolute' };

export function parseAbsoluteTarget(target: string): TargetResult {
  const match = /^http:\/\/([^/?#]*)([/?][^#]*)?$/i.exec(target);
  if (match === null) return { ok: false, reason: 'not-absolute' };
  const result = parseAuthority(match[1] ?? '', 80);
  if (!result.ok) return result;
  const suffix = match[2] ?? '/';
  return {
    ok: true,
    authority: result.authority,
    pathAndQuery: suffix.startsWith('?') ? `/${suffix}` : suffix,
  };
}

/** Whether a Host header names exactly that authority (the scheme's default port is optional). */
export function hostHeaderMatches(
  header: string | undefined,
  authority: Authority,
  defaultPort: number,
): boolean {
  if (header === undefined) return false;
  const result = parseAuthority(header, defaultPort);
  return result.ok && result.authority.host === authority.host && result.authority.port === authority.port;
}
