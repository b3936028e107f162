import { parseDomain } from './allowed-domain.ts';
import type { WrittenRule } from './egress-rule.ts';

/** Where an agent wanted to go and could not. */
export interface BlockedTarget {
  readonly host: string;
  readonly port: number;
}

export const WEB_PORTS: readonly number[] = [80, 443];

/** How an allowlist names it: with its port only when that is none of the web's. */
export function entryOf({ host, port }: BlockedTarget): string {
  return WEB_PORTS.includes(port) ? host : `${host}:${port}`;
}

/** As a rule; the web's two ports go together. */
export function ruleOf(target: BlockedTarget, effect: WrittenRule['effect']): WrittenRule {
  const parsed = parseDomain(entryOf(target));
  const host = parsed.ok ? parsed.host : target.host;
  return { effect, host, ...(parsed.ok && parsed.ports ? { ports: parsed.ports } : {}) };
}
