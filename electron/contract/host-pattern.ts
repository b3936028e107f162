import { foreignScript } from './look-alike.ts';

/**
 * Host patterns of egress rules, shared by everything that accepts one (forms, YAML import, the gateway), so that
 * a pattern means the same everywhere.
 *
 * - `example.com` is exactly that host
 * - `*.example.com` is one label more: `api.example.com`, not `a.b.example.com`, not `example.com`
 * - `**.example.com` is any depth: `a.b.example.com`, still not `example.com`
 */
export interface HostPattern {
  readonly depth: 'exact' | 'one-label' | 'any-depth';
  /** Canonical: lower case, punycode, no trailing dot. */
  readonly base: string;
}

export type HostPatternResult =
  | { readonly ok: true; readonly pattern: HostPattern; readonly canonical: string }
  | { readonly ok: false; readonly message: string };

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** A last label like `127`, `0x7f` or `017` makes the whole name an IPv4 address to a URL parser. */
const NUMERIC_LABEL = /^(?:\d+|0x[0-9a-f]*)$/;

const failure = (message: string): HostPatternResult => ({ ok: false, message });

/** True for a canonical host name: lower-case labels of letters, digits, `-` and `_`, and never an IP address. */
export function isCanonicalHostName(host: string): boolean {
  if (host.length === 0 || host.length > 253) return false;
  const labels = host.split('.');
  return labels.every((label) => LABEL.test(label)) && !NUMERIC_LABEL.test(labels.at(-1) ?? '');
}

function toPunycode(name: string): string | undefined {
  try {
    return new URL(`http://${name}/`).hostname;
  } catch (error) {
    // A text that cannot be a host has no normal form, as documented.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Parses a pattern that a person types. Unicode names become punycode; every refusal names the correct form. */
export function parseHostPattern(text: string): HostPatternResult {
  const shown = JSON.stringify(text.slice(0, 80));
  if (text.trim() !== text || text === '')
    return failure(`${shown} is not a host: remove the blanks around it.`);
  if (text === '*' || text === '**')
    return failure(`${shown} would allow every host. To allow everything, switch egress to Full.`);
  if (text.includes('://')) return failure(`${shown} is a URL. Write only the host, such as "example.com".`);
  if (/[/?#]/.test(text))
    return failure(`${shown} contains a path. Write only the host and put the path under "paths".`);
  if (text.includes('@')) return failure(`${shown} contains a user name. Write only the host.`);
  if (text.includes('[') || text.split(':').length > 2)
    return failure(`${shown} is an IP address. Write a host name.`);
  if (text.includes(':'))
    return failure(`${shown} contains a port. Write only the host and put the port under "ports".`);
  const match = /^(\*\*\.|\*\.)?(.*)$/s.exec(text);
  const wildcard = match?.[1] ?? '';
  const name = match?.[2] ?? '';
  if (name.includes('*'))
    return failure(
      `${shown}: a star may only stand alone at the front, as in "*.example.com" or "**.example.com".`,
    );
  if (name.includes('..') || name.startsWith('.'))
    return failure(`${shown} has an empty part between two dots.`);
  if (name.endsWith('.')) return failure(`${shown} ends in a dot. Remove it.`);
  // Checked before the URL parser, which would quietly drop tabs and decode percent signs.
  if (/[\s%\\<>^`{|}"]/.test(name) || hasControlCharacter(name))
    return failure(`${shown} contains a character that no host has.`);
  const base = toPunycode(name);
  if (base === undefined) return failure(`${shown} is not a valid host name.`);
  const script = foreignScript(name);
  if (script)
    return failure(
      `${shown} mixes Latin and ${script} letters and looks like another host. If you mean it, write "${wildcard}${base}".`,
    );
  if (/^[\d.]+$/.test(base)) return failure(`${shown} is an IP address. Write a host name.`);
  if (!isCanonicalHostName(base)) return failure(`${shown} is not a valid host name.`);
  if (wildcard !== '' && !base.includes('.'))
    return failure(
      `${shown} would allow a whole top-level domain. Name at least two parts, as in "${wildcard}example.com".`,
    );
  const depth = wildcard === '' ? 'exact' : wildcard === '*.' ? 'one-label' : 'any-depth';
  return { ok: true, pattern: { depth, base }, canonical: wildcard + base };
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** Whether the pattern matches a canonical host name. */
export function matchesHostPattern(pattern: HostPattern, host: string): boolean {
  if (pattern.depth === 'exact') return host === pattern.base;
  if (!host.endsWith(`.${pattern.base}`)) return false;
  const front = host.slice(0, -(pattern.base.length + 1));
  if (front === '') return false;
  return pattern.depth === 'any-depth' || !front.includes('.');
}

/** Whether one of the patterns, as people write them, matches a canonical host name; one that is malformed does not. */
export function matchesAnyHostPattern(patterns: readonly string[], host: string): boolean {
  return patterns.some((text) => {
    const parsed = parseHostPattern(text);
    return parsed.ok && matchesHostPattern(parsed.pattern, host);
  });
}
