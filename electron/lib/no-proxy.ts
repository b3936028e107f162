import { BlockList, isIP } from 'node:net';

/** Whether a host at a port is reached without a proxy. */
export type BypassesProxy = (host: string, port: number) => boolean;

interface Entry {
  readonly port: number | undefined;
  matches(host: string): boolean;
}

/**
 * Reads `NO_PROXY` in the forms that common programs accept, separated by commas, semicolons or blanks:
 * `*` (everything), `name` and `.name` (the domain and what is below it), `*.name` and other `*`, `<local>` (names
 * without a dot), addresses, networks (`10.0.0.0/8`, `fd00::/8`), each with `:port` or without.
 */
export function parseNoProxy(text: string): BypassesProxy {
  const entries = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .flatMap((part) => entryOf(part.toLowerCase()) ?? []);
  return (host, port) => {
    const name = host
      .toLowerCase()
      .replace(/\.$/, '')
      .replace(/^\[|\]$/g, '');
    return entries.some((entry) => (entry.port === undefined || entry.port === port) && entry.matches(name));
  };
}

function entryOf(part: string): Entry | undefined {
  const { host, port } = split(part.replace(/^[a-z]+:\/\//, ''));
  const matches = matcherOf(host);
  return matches && { port, matches };
}

/** An address of IPv6 has colons of its own, so only one in brackets can have a port. */
function split(part: string): { host: string; port: number | undefined } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(part);
  if (bracketed) return { host: bracketed[1] ?? '', port: bracketed[2] ? Number(bracketed[2]) : undefined };
  const named = /^([^:]*):(\d+)$/.exec(part);
  if (named) return { host: named[1] ?? '', port: Number(named[2]) };
  return { host: part, port: undefined };
}

function matcherOf(host: string): Entry['matches'] | undefined {
  if (host === '*') return () => true;
  if (host === '<local>') return (name) => !name.includes('.') && isIP(name) === 0;
  const [network = '', prefix] = host.split('/');
  if (isIP(network) !== 0) return addressMatcher(network, prefix);
  const domain = host.replace(/^\*?\./, '').replace(/\.$/, '');
  if (domain === '') return undefined;
  if (domain.includes('*')) {
    const pieces = domain.split('*');
    return (name) => fits(name, pieces);
  }
  return (name) => name === domain || name.endsWith(`.${domain}`);
}

function addressMatcher(network: string, prefix: string | undefined): Entry['matches'] | undefined {
  const family = isIP(network) === 4 ? 'ipv4' : 'ipv6';
  const bits = prefix === undefined ? (family === 'ipv4' ? 32 : 128) : Number(prefix);
  const list = new BlockList();
  try {
    list.addSubnet(network, bits, family);
  } catch {
    // No such prefix: the entry matches nothing.
    return undefined;
  }
  return (name) => {
    const kind = isIP(name);
    return kind !== 0 && list.check(name, kind === 4 ? 'ipv4' : 'ipv6');
  };
}

/** Whether the text consists of the pieces in their order with anything between them; linear in the text. */
function fits(text: string, pieces: readonly string[]): boolean {
  const [first = '', ...others] = pieces;
  const last = others.pop() ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let at = first.length;
  for (const piece of others) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
}
