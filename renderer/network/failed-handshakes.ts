import type { AgentEgress } from '../../electron/contract/agent-spec.ts';
import { entryOf } from '../../electron/contract/blocked-target.ts';
import type { Decision, FlowError } from '../../electron/contract/egress.ts';
import { ruleAllows } from './blocked-hosts.ts';

/** A host that is intercepted, with programs that do not put up with it. */
export interface FailedHost {
  host: string;
  port: number;
  /** The host's entry in an allowlist, with the port unless it is a web port. */
  entry: string;
  count: number;
  lastTime: number;
  /** The newest error. */
  error: FlowError;
}

/** Errors that interception alone causes. */
const OF_INTERCEPTION: ReadonlySet<FlowError> = new Set([
  'client-distrusts',
  'client-needs-http2',
  'client-needs-old-tls',
  'client-left',
  'handshake-failed',
]);

/** Returns the hosts in `rows` (oldest first) whose TLS came to nothing inside the gateway, the newest first. */
export function failedHosts(rows: readonly Decision[]): FailedHost[] {
  const hosts = new Map<string, FailedHost>();
  for (const { host, port, time, error } of rows) {
    if (error === undefined || !OF_INTERCEPTION.has(error)) continue;
    const entry = entryOf({ host, port });
    const count = (hosts.get(entry)?.count ?? 0) + 1;
    // Deleting and adding the entry again orders the map by the newest failure.
    hosts.delete(entry);
    hosts.set(entry, { host, port, entry, error, lastTime: time, count });
  }
  return [...hosts.values()].reverse();
}

/** Whether a rule of the agent says already that this host is not intercepted. `now` in epoch ms. */
export function isPassedUnread(
  failed: Pick<FailedHost, 'host' | 'port'>,
  { rules, temporary }: Pick<AgentEgress, 'rules' | 'temporary'>,
  now: number,
): boolean {
  const live = temporary.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  return [...rules, ...live].some(
    (rule) => rule.opaque === true && rule.effect === 'allow' && ruleAllows(rule, failed),
  );
}
