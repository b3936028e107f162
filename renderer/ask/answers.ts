import type { AgentEgress } from '../../electron/contract/agent-spec.ts';
import { parseDomain } from '../../electron/contract/allowed-domain.ts';
import type { WrittenRule } from '../../electron/contract/egress-rule.ts';
import type { BlockedTarget } from '../store/window-slice.ts';

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

const ALLOW_ONCE_MS = 10 * 60_000;

/** The egress with this host allowed for good. */
export function withHost(egress: AgentEgress, target: BlockedTarget): AgentEgress {
  return { ...egress, allowedDomains: [...new Set([...egress.allowedDomains, entryOf(target)])] };
}

/** The egress with this host allowed for ten minutes from `now` (epoch ms). */
export function withHostForAWhile(egress: AgentEgress, target: BlockedTarget, now: number): AgentEgress {
  const rule = ruleOf(target, 'allow');
  const others = egress.temporary.filter(
    (each) => each.host !== rule.host || each.ports?.join() !== rule.ports?.join() || each.effect === 'deny',
  );
  return {
    ...egress,
    temporary: [...others, { ...rule, expiresAt: now + ALLOW_ONCE_MS, answeredAt: now }],
  };
}

/** The egress with this host denied for good; `now` in epoch ms. */
export function withoutHost(egress: AgentEgress, target: BlockedTarget, now: number): AgentEgress {
  return { ...egress, rules: [...egress.rules, { ...ruleOf(target, 'deny'), answeredAt: now }] };
}

/** The egress with that set in use. */
export function withSet(egress: AgentEgress, setId: string): AgentEgress {
  return { ...egress, sets: [...new Set([...egress.sets, setId])] };
}

/** `current` without what turned `before` into `after`; whatever else was changed since stays. */
export function undone(current: AgentEgress, before: AgentEgress, after: AgentEgress): AgentEgress {
  return {
    ...current,
    allowedDomains: without(current.allowedDomains, before.allowedDomains, after.allowedDomains),
    rules: without(current.rules, before.rules, after.rules),
    sets: without(current.sets, before.sets, after.sets),
    temporary: without(current.temporary, before.temporary, after.temporary),
  };
}

function without<T>(current: readonly T[], before: readonly T[], after: readonly T[]): T[] {
  const text = (item: T) => JSON.stringify(item);
  const had = new Set(before.map(text));
  const got = new Set(after.map(text));
  const kept = current.filter((item) => had.has(text(item)) || !got.has(text(item)));
  const has = new Set(kept.map(text));
  return [...kept, ...before.filter((item) => !got.has(text(item)) && !has.has(text(item)))];
}
