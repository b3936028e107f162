/** Classifies IP addresses, which decides whether a request may be sent to them. Pure: no look-ups. */
export type AddressKind =
  | 'public'
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'metadata'
  // Carrier-grade NAT uses these addresses.
  | 'shared'
  | 'unique-local'
  | 'multicast'
  | 'broadcast'
  | 'documentation'
  | 'benchmark'
  | 'reserved'
  | 'not-an-address';

type V4Range = readonly [base: string, prefix: number, kind: AddressKind];

/** IANA's special-purpose registry (RFC 6890 and its updates), the most specific first. */
const V4_RANGES: readonly V4Range[] = [
  // AWS, Azure, Google Cloud and most other clouds serve metadata here.
  ['169.254.169.254', 32, 'metadata'],
  // AWS ECS serves credentials here.
  ['169.254.170.2', 32, 'metadata'],
  // Alibaba Cloud serves metadata here.
  ['100.100.100.200', 32, 'metadata'],
  // Azure's host agent has this address, which looks public.
  ['168.63.129.16', 32, 'metadata'],
  // Oracle Cloud serves metadata here.
  ['192.0.0.192', 32, 'metadata'],
  ['0.0.0.0', 32, 'unspecified'],
  ['0.0.0.0', 8, 'reserved'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'shared'],
  ['127.0.0.0', 8, 'loopback'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'reserved'],
  ['192.0.2.0', 24, 'documentation'],
  // This prefix belongs to AS112.
  ['192.31.196.0', 24, 'reserved'],
  // This prefix belongs to AMT.
  ['192.52.193.0', 24, 'reserved'],
  // This prefix belonged to 6to4 relays.
  ['192.88.99.0', 24, 'reserved'],
  ['192.168.0.0', 16, 'private'],
  // This prefix belongs to AS112.
  ['192.175.48.0', 24, 'reserved'],
  ['198.18.0.0', 15, 'benchmark'],
  ['198.51.100.0', 24, 'documentation'],
  ['203.0.113.0', 24, 'documentation'],
  ['224.0.0.0', 4, 'multicast'],
  ['255.255.255.255', 32, 'broadcast'],
  ['240.0.0.0', 4, 'reserved'],
];

const V4_COMPILED = V4_RANGES.map(([base, prefix, kind]) => {
  const mask = prefix === 0 ? 0 : (~0 << (32 - prefix)) >>> 0;
  return { base: (parseIpv4(base) ?? 0) & mask, mask, kind };
});

/** Parses four decimal numbers without leading zeros, as resolvers print them; anything else is undefined. */
export function parseIpv4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  let value = 0;
  for (const part of match.slice(1)) {
    if (part.length > 1 && part.startsWith('0')) return undefined;
    const byte = Number(part);
    if (byte > 255) return undefined;
    value = value * 256 + byte;
  }
  return value;
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const v4 = index === parts.length - 1 ? parseIpv4(part) : undefined;
      if (v4 === undefined) return undefined;
      groups.push(v4 >>> 16, v4 & 0xffff);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
      groups.push(Number.parseInt(part, 16));
    }
  }
  return groups;
}

/** The eight 16-bit groups of an IPv6 address; zone ids are not accepted. */
export function parseIpv6(text: string): readonly number[] | undefined {
  const parts = text.split('::');
  if (parts.length > 2) return undefined;
  const head = parseGroups(parts[0] ?? '');
  const tail = parts.length === 2 ? parseGroups(parts[1] ?? '') : [];
  if (head === undefined || tail === undefined) return undefined;
  if (parts.length === 1) return head.length === 8 ? head : undefined;
  const zeros = 8 - head.length - tail.length;
  return zeros < 1 ? undefined : [...head, ...Array<number>(zeros).fill(0), ...tail];
}

function classifyIpv4(value: number): AddressKind {
  for (const range of V4_COMPILED) if ((value & range.mask) >>> 0 === range.base >>> 0) return range.kind;
  return 'public';
}

function classifyIpv6(groups: readonly number[]): AddressKind {
  const at = (index: number): number => groups[index] ?? 0;
  const embedded = (index: number): AddressKind => classifyIpv4(at(index) * 65_536 + at(index + 1));
  const first = at(0);
  if (groups.slice(0, 7).every((group) => group === 0)) {
    if (at(7) === 0) return 'unspecified';
    if (at(7) === 1) return 'loopback';
  }
  if (groups.slice(0, 5).every((group) => group === 0)) {
    // ::ffff:a.b.c.d (mapped) and ::a.b.c.d (compatible, deprecated) are never dialled as IPv6, whatever address they
    // hold.
    const inner = embedded(6);
    return inner === 'public' ? 'reserved' : inner;
  }
  if (first === 0x64 && at(1) === 0xff9b) {
    // NAT64 holds an IPv4 address in its last 32 bits; 64:ff9b:1::/48 is for local use.
    if (at(2) !== 0 || at(3) !== 0 || at(4) !== 0 || at(5) !== 0) return 'reserved';
    return embedded(6);
  }
  // 6to4 is deprecated.
  if (first === 0x2002) return embedded(1) === 'public' ? 'reserved' : embedded(1);
  if (first === 0x2001) {
    if (at(1) === 0x0db8) return 'documentation';
    if (at(1) === 0x0002 && at(2) === 0) return 'benchmark';
    // 2001::/23 holds Teredo, ORCHID and other protocol assignments.
    if (at(1) < 0x0200) return 'reserved';
  }
  if (first === 0x3fff && at(1) < 0x1000) return 'documentation';
  // AWS serves its metadata over IPv6 at this address.
  if (first === 0xfd00 && at(1) === 0x0ec2 && at(7) === 0x0254) return 'metadata';
  if ((first & 0xfe00) === 0xfc00) return 'unique-local';
  if ((first & 0xffc0) === 0xfe80) return 'link-local';
  // Site-local addresses are deprecated.
  if ((first & 0xffc0) === 0xfec0) return 'private';
  if ((first & 0xff00) === 0xff00) return 'multicast';
  // IANA assigns only 2000::/3.
  return (first & 0xe000) === 0x2000 ? 'public' : 'reserved';
}

/** Classifies an address as a resolver prints it. Anything unreadable is `not-an-address`. */
export function classifyAddress(text: string): AddressKind {
  const v4 = parseIpv4(text);
  if (v4 !== undefined) return classifyIpv4(v4);
  const v6 = parseIpv6(text);
  return v6 === undefined ? 'not-an-address' : classifyIpv6(v6);
}

/** Whether both IPv4 addresses lie in the same network of that netmask. */
export function sameNetwork(one: string, other: string, netmask: string): boolean {
  const [a, b, mask] = [parseIpv4(one), parseIpv4(other), parseIpv4(netmask)];
  return a !== undefined && b !== undefined && mask !== undefined && ((a ^ b) & mask) === 0;
}

/** Kinds that no rule can allow, not even one that names the address. */
const NEVER: ReadonlySet<AddressKind> = new Set([
  'unspecified',
  'loopback',
  'link-local',
  'metadata',
  'multicast',
  'broadcast',
  'reserved',
  'not-an-address',
]);

/** Whether a rule may name this address as a host service: a LAN or host address, or a public one. */
export function mayBeHostService(kind: AddressKind): boolean {
  return !NEVER.has(kind);
}
