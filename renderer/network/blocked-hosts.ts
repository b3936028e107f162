import type { AgentEgress } from '../../electron/contract/agent-spec.ts';
import { parseDomain } from '../../electron/contract/allowed-domain.ts';
import { entryOf, WEB_PORTS } from '../../electron/contract/blocked-target.ts';
import type { Decision, DecisionReason } from '../../electron/contract/egress.ts';
import { matchesHostPattern, parseHostPattern } from '../../electron/contract/host-pattern.ts';
import { APP_HOST } from '../../electron/contract/mcp-grant.ts';
import { isVerificationHost } from '../../electron/contract/verification-host.ts';

export interface BlockedHost {
  host: string;
  port: number;
  /** The host's entry in an allowlist, with the port unless it is a web port. */
  entry: string;
  count: number;
  lastTime: number;
  /** Reason of the newest block. */
  reason: DecisionReason;
}

/** Reasons that an entry in the allowlist would change. */
const OPEN: ReadonlySet<DecisionReason> = new Set([
  'no-rule',
  'port-not-allowed',
  'method-not-allowed',
  'path-not-allowed',
  'mode-off',
]);

/**
 * Returns the hosts with blocked requests in `rows` (oldest first), the newest block first. DNS queries do not count.
 */
export function blockedHosts(rows: readonly Decision[]): BlockedHost[] {
  const hosts = new Map<string, BlockedHost>();
  for (const { verdict, kind, host, port, time, reason, count = 1 } of rows) {
    if (verdict !== 'blocked' || kind === 'dns') continue;
    const entry = entryOf({ host, port });
    const previous = hosts.get(entry);
    // Deleting and adding the entry again orders the map by the newest block.
    if (previous) hosts.delete(entry);
    hosts.set(entry, { host, port, entry, reason, lastTime: time, count: count + (previous?.count ?? 0) });
  }
  return [...hosts.values()].reverse();
}

/** Whether an entry in the allowlist could let this host pass. */
export function canBeAllowed({ host, reason }: BlockedHost): boolean {
  return OPEN.has(reason) && !isVerificationHost(host) && host !== APP_HOST && parseHostPattern(host).ok;
}

export type Allowance =
  | { kind: 'always' }
  | { kind: 'until'; at: number }
  | { kind: 'until-stopped' }
  | undefined;

/** How the requested allowlist allows this host now; undefined if it does not. `now` in epoch ms. */
export function allowanceOf(blocked: BlockedHost, egress: AgentEgress, now: number): Allowance {
  if (egress.mode !== 'allowlist') return undefined;
  if (egress.allowedDomains.some((entry) => covers(entry, blocked))) return { kind: 'always' };
  const expiries = egress.temporary
    .filter((rule) => rule.effect === 'allow' && ruleAllows(rule, blocked))
    .map(({ expiresAt }) => expiresAt);
  if (expiries.includes(null)) return { kind: 'until-stopped' };
  const at = Math.max(...expiries.filter((end) => end !== null));
  return at > now ? { kind: 'until', at } : undefined;
}

function covers(entry: string, blocked: BlockedHost): boolean {
  const parsed = parseDomain(entry);
  return parsed.ok && ruleAllows(parsed, blocked);
}

/** Whether an allow rule covers this host and port. */
export function ruleAllows(
  rule: { host: string; ports?: readonly number[] | undefined },
  blocked: Pick<BlockedHost, 'host' | 'port'>,
): boolean {
  const parsed = parseHostPattern(rule.host);
  const portFits = (rule.ports ?? WEB_PORTS).includes(blocked.port);
  return portFits && parsed.ok && matchesHostPattern(parsed.pattern, blocked.host);
}
