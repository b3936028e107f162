import { getDomain } from 'tldts';
import { parseDomain } from '../../../contract/allowed-domain.ts';
import { WEB_PORTS } from '../../../contract/blocked-target.ts';
import type { EgressSet } from '../../../contract/egress-sets.ts';
import { matchesHostPattern, parseHostPattern } from '../../../contract/host-pattern.ts';
import type { Proposal, SeenHost } from '../../../contract/learn.ts';

/** Fewer hosts of one owner are listed one by one, because a wildcard allows more than what was seen. */
const HOSTS_FOR_A_PATTERN = 3;
const HOSTS_FOR_A_SET = 2;

/**
 * Domains under which anyone may publish and which the public suffix list does not contain (fully): a wildcard there
 * would let stolen data out.
 */
const SHARED = [
  'amazonaws.com',
  'windows.net',
  'azure.com',
  'azureedge.net',
  'googleapis.com',
  'googleusercontent.com',
  'githubusercontent.com',
  'cloudfront.net',
  'akamaized.net',
  'akamaihd.net',
  'aliyuncs.com',
  'myqcloud.com',
  'oraclecloud.com',
  'digitaloceanspaces.com',
  'backblazeb2.com',
  'slack.com',
  'discordapp.com',
  'sharepoint.com',
  'atlassian.net',
  'zendesk.com',
  'dropboxusercontent.com',
];

/**
 * The shortest allowlist that allows the seen hosts: a named set where it has at least two of the hosts (or is already
 * in use), a pattern where several hosts have one owner, and otherwise host by host. Pure.
 */
export function proposeShort(
  seen: readonly SeenHost[],
  sets: readonly EgressSet[],
  setsInUse: readonly string[],
): Proposal[] {
  const bySets = proposeSets(seen, sets, setsInUse);
  const covered = new Set(bySets.flatMap(({ hosts }) => hosts));
  const uncovered = seen.filter((host) => !covered.has(host));
  const patterns = proposePatterns(uncovered);
  for (const { hosts } of patterns) for (const host of hosts) covered.add(host);
  return [...bySets, ...patterns, ...proposeExact(uncovered.filter((host) => !covered.has(host)))];
}

/** One entry for each host; the web's two ports count as one. Pure. */
export function proposeExact(seen: readonly SeenHost[]): Proposal[] {
  const entries = new Map<string, SeenHost[]>();
  for (const each of seen) {
    const entry = isWeb(each) ? each.host : `${each.host}:${each.port}`;
    // A host that is no host pattern, such as an address, cannot be on an allowlist.
    if (parseDomain(entry).ok) entries.set(entry, [...(entries.get(entry) ?? []), each]);
  }
  return [...entries].map(([entry, hosts]) => ({ entry, kind: 'host', name: entry, hosts }));
}

/** The entries of an allowlist that allow none of the seen hosts. */
export function unusedDomains(domains: readonly string[], seen: readonly SeenHost[]): string[] {
  return domains.filter((entry) => {
    const rule = parseDomain(entry);
    return rule.ok && !seen.some((host) => allows(rule, host));
  });
}

/** Greedy: chooses the set with most of the remaining hosts, and the smaller one of equals. */
function proposeSets(
  seen: readonly SeenHost[],
  sets: readonly EgressSet[],
  setsInUse: readonly string[],
): Proposal[] {
  const proposals: Proposal[] = [];
  let remaining = seen;
  for (;;) {
    const largest = sets
      .map((set) => ({ set, hosts: remaining.filter((host) => setAllows(set, host)) }))
      .filter(({ set, hosts }) => namesOf(hosts) >= (setsInUse.includes(set.id) ? 1 : HOSTS_FOR_A_SET))
      .sort((a, b) => namesOf(b.hosts) - namesOf(a.hosts) || a.set.rules.length - b.set.rules.length)[0];
    if (!largest) return proposals;
    const { set, hosts } = largest;
    proposals.push({ entry: set.id, kind: 'set', name: set.name, hosts });
    remaining = remaining.filter((host) => !hosts.includes(host));
  }
}

function proposePatterns(seen: readonly SeenHost[]): Proposal[] {
  const byOwner = new Map<string, SeenHost[]>();
  for (const each of seen) {
    const owner = isWeb(each) ? ownerOf(each.host) : undefined;
    // A pattern never matches the domain itself.
    if (owner !== undefined && owner !== each.host) byOwner.set(owner, [...(byOwner.get(owner) ?? []), each]);
  }
  return [...byOwner.values()]
    .filter((hosts) => namesOf(hosts) >= HOSTS_FOR_A_PATTERN)
    .map((hosts) => {
      const entry = patternOf([...new Set(hosts.map(({ host }) => host))]);
      return { entry, kind: 'pattern', name: entry, hosts };
    });
}

/** The registrable domain of a host if all its subdomains belong to one owner, as far as is known. */
function ownerOf(host: string): string | undefined {
  if (SHARED.some((domain) => host === domain || host.endsWith(`.${domain}`))) return undefined;
  return getDomain(host, { allowPrivateDomains: true, validateHostname: false }) ?? undefined;
}

/** The narrowest pattern that matches several hosts of one owner. */
function patternOf(hosts: readonly string[]): string {
  const [first = [], ...others] = hosts.map((host) => host.split('.').reverse());
  let shared = first.length;
  for (const labels of others) {
    const differs = labels.findIndex((label, index) => label !== first[index]);
    shared = Math.min(shared, differs < 0 ? labels.length : differs);
  }
  const shortest = Math.min(first.length, ...others.map((labels) => labels.length));
  // A pattern of a host's own name would not match the host that all others lie under.
  const base = Math.min(shared, shortest - 1);
  const longest = Math.max(first.length, ...others.map((labels) => labels.length));
  const wildcard = longest - base > 1 ? '**' : '*';
  return `${wildcard}.${first.slice(0, base).reverse().join('.')}`;
}

function setAllows(set: EgressSet, host: SeenHost): boolean {
  return set.rules.some(
    (rule) => rule.effect === 'allow' && !rule.methods && !rule.paths && allows(rule, host),
  );
}

function allows(rule: { host: string; ports?: readonly number[] | undefined }, seen: SeenHost): boolean {
  const pattern = parseHostPattern(rule.host);
  return (
    pattern.ok &&
    (rule.ports ?? WEB_PORTS).includes(seen.port) &&
    matchesHostPattern(pattern.pattern, seen.host)
  );
}

const isWeb = ({ port }: SeenHost) => WEB_PORTS.includes(port);
const namesOf = (hosts: readonly SeenHost[]) => new Set(hosts.map(({ host }) => host)).size;
