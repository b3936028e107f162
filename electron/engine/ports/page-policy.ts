import type { IncomingHttpHeaders } from 'node:http';

/** The address of a published port in a browser. */
export interface PageAddress {
  /** Host name of this agent's pages, "my-agent.localhost". */
  host: string;
  port: number;
}

/**
 * The host name of an agent's pages. Browsers resolve every name under `localhost` to this machine, and keep cookies of
 * each name apart.
 */
export function pageHost(agentName: string, agentId: string): string {
  const label = agentName.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
  // Two names that differ only in characters that a host name cannot hold must not share cookies.
  return label === agentName
    ? `${label}.localhost`
    : `${label.slice(0, 50)}-${agentId.slice(0, 8)}.localhost`;
}

export type HostVerdict = 'serve' | 'redirect' | 'refuse';

/**
 * Judges a request by its host. `localhost` and loopback addresses serve programs such as curl; a browser is redirected
 * to the agent's own name, because all of `localhost` shares its cookies. Any other host resolves to this machine only
 * because of an attack (DNS rebinding).
 */
export function judgeHost(headers: IncomingHttpHeaders, address: PageAddress): HostVerdict {
  const named = headers.host?.toLowerCase();
  if (named === `${address.host}:${address.port}`) return 'serve';
  if (named === address.host && address.port === 80) return 'serve';
  const bare = ['localhost', '127.0.0.1', '[::1]'].flatMap((host) => [
    `${host}:${address.port}`,
    ...(address.port === 80 ? [host] : []),
  ]);
  if (named === undefined || !bare.includes(named)) return 'refuse';
  const isBrowser =
    headers['sec-fetch-site'] !== undefined || /\btext\/html\b/.test(headers.accept ?? '') || headers.cookie;
  return isBrowser ? 'redirect' : 'serve';
}

/** Headers that make a browser send requests elsewhere automatically, or that contradict those of the confinement. */
const DROPPED = new Set([
  'content-security-policy-report-only',
  'attribution-reporting-register-source',
  'attribution-reporting-register-trigger',
  'link',
  'nel',
  'referrer-policy',
  'refresh',
  'report-to',
  'reporting-endpoints',
  'speculation-rules',
  'x-dns-prefetch-control',
]);

/**
 * The policy that confines a page: it loads from, and sends to, only its own address. Inline scripts stay allowed,
 * since they come from the agent just like its files.
 */
export function confinement({ host, port }: PageAddress): string {
  const own = port === 80 ? host : `${host}:${port}`;
  return [
    `default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'`,
    `connect-src 'self' ws://${own} data: blob:`,
    `form-action 'self'`,
    `base-uri 'self'`,
    `frame-ancestors 'self'`,
    `object-src 'none'`,
    `webrtc 'block'`,
  ].join('; ');
}

/**
 * Returns the headers of a response for the browser, in pairs as in `rawHeaders`. A policy of the page itself stays in
 * force beside ours, without its reporting addresses.
 */
export function confineHeaders(rawHeaders: readonly string[], address: PageAddress): string[] {
  const headers: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const known = name.toLowerCase();
    if (DROPPED.has(known)) continue;
    if (known === 'content-security-policy') headers.push(name, withoutReports(value));
    // A cookie for all of localhost would reach the pages of other ports and agents.
    else if (known === 'set-cookie') headers.push(name, value.replace(/;\s*domain=[^;]*/gi, ''));
    else headers.push(name, value);
  }
  return [
    ...headers,
    'Content-Security-Policy',
    confinement(address),
    'X-DNS-Prefetch-Control',
    'off',
    'Referrer-Policy',
    'no-referrer',
  ];
}

const withoutReports = (policy: string) =>
  policy
    .split(';')
    .filter((directive) => !/^\s*report-(uri|to)\b/i.test(directive))
    .join(';');

/** Whether a redirection leaves the page's own address. Paths and the loopback's other names do not. */
export function leavesPage(location: string, { host, port }: PageAddress): boolean {
  let url: URL;
  try {
    url = new URL(location, `http://${host}:${port}/`);
  } catch {
    // A browser may read an address that this parser cannot read.
    return true;
  }
  const own = [host, 'localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return !(own && url.protocol === 'http:' && (url.port || '80') === `${port}`);
}
