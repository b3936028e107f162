import type { AgentEgress } from '../../electron/contract/agent-spec.ts';
import type { AgentRule, WrittenRule } from '../../electron/contract/egress-rule.ts';
import type { RulePlace } from '../../electron/contract/isolation.ts';

/** The egress with one more rule; `end` as `endOf` says it. */
export function withNewRule(
  egress: AgentEgress,
  rule: AgentRule,
  end: number | null | undefined,
): AgentEgress {
  return end === undefined
    ? { ...egress, rules: [...egress.rules, rule] }
    : { ...egress, temporary: [...egress.temporary, { ...rule, expiresAt: end }] };
}

/** The egress without what is written at that place. */
export function withoutPlace(egress: AgentEgress, { list, index }: RulePlace): AgentEgress {
  const others = <T>(items: readonly T[]) => items.filter((_, at) => at !== index);
  switch (list) {
    case 'allowedDomains':
      return { ...egress, allowedDomains: others(egress.allowedDomains) };
    case 'rules':
      return { ...egress, rules: others(egress.rules) };
    case 'temporary':
      return { ...egress, temporary: others(egress.temporary) };
    case 'services':
      return { ...egress, services: others(egress.services) };
    default:
      return list satisfies never;
  }
}

/** The rule written at that place, to be edited; undefined for a domain or a service. */
export function ruleAt(
  { rules, temporary }: AgentEgress,
  { list, index }: RulePlace,
): WrittenRule | undefined {
  if (list === 'rules') return rules[index];
  return list === 'temporary' ? temporary[index] : undefined;
}
