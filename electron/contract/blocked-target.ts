import { parseDomain } from './allowed-domain.ts';
import type { WrittenRule } from './egress-rule.ts';

/** The host and port of a blocked request. */
export interface BlockedTarget {
  readonly host: string;
  readonly port: number;
}

export const WEB_PORTS: readonly number[] = [80, 443];

/** The target as an entry of an allowlist, with its port unless that is 80 or 443. */
export function entryOf({ host, port }: BlockedTarget): string {
  return WEB_PORTS.includes(port) ? host : `${host}:${port}`;
}

/** The target as a rule; a rule for port 80 or 443 covers both. */
export function ruleOf(target: BlockedTarget, effect: WrittenRule['effect']): WrittenRule {
  const parsed = parseDomain(entryOf(target));
  const host = parsed.ok ? parsed.host : target.host;
  return { effect, host, ...(parsed.ok && parsed.ports ? { ports: parsed.ports } : {}) };
}
