import type { AgentEgress } from '../../../contract/agent-spec.ts';
import type { EgressIntent, NewRule } from '../../../contract/egress-intent.ts';
import { ownRulePlaces } from '../policy/compile-rules.ts';

/** The intents that undo the change of the lists from `before` to `after`, whatever else is changed by then. Pure. */
export function undoOf(before: AgentEgress, after: AgentEgress): EgressIntent[] {
  const domains = difference(after.allowedDomains, before.allowedDomains);
  const sets = difference(after.sets, before.sets);
  const ruleIds = [...ownRulePlaces(listsOf(after)).keys()].filter(
    (id) => !ownRulePlaces(listsOf(before)).has(id),
  );
  const rules = removedItems(rulesOf(before), rulesOf(after));
  return [
    ...(isChange(domains) ? [{ type: 'change-domains' as const, ...domains }] : []),
    ...(isChange(sets) ? [{ type: 'change-sets' as const, ...sets }] : []),
    ...(ruleIds.length > 0 ? [{ type: 'remove-rules' as const, ruleIds }] : []),
    ...(rules.length > 0 ? [{ type: 'add-rules' as const, rules }] : []),
    ...removedItems(before.services, after.services).map((service) => ({
      type: 'add-service' as const,
      service,
    })),
  ];
}

const listsOf = (egress: AgentEgress): AgentEgress => ({ ...egress, allowedDomains: [] });
const rulesOf = ({ rules, temporary }: AgentEgress): NewRule[] => [
  ...rules,
  ...temporary.map(({ run: _run, ...rule }) => rule),
];

function difference(after: readonly string[], before: readonly string[]) {
  return {
    add: before.filter((entry) => !after.includes(entry)),
    remove: after.filter((entry) => !before.includes(entry)),
  };
}

const isChange = ({ add, remove }: { add: string[]; remove: string[] }) => add.length + remove.length > 0;

/** The entries of `before` that `after` does not contain exactly: a rule with another end counts as changed. */
function removedItems<T>(before: readonly T[], after: readonly T[]): T[] {
  const remaining = new Set(after.map((item) => JSON.stringify(item)));
  return before.filter((item) => !remaining.has(JSON.stringify(item)));
}
