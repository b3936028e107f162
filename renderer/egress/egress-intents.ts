import type { EgressIntent } from '../../electron/contract/egress-intent.ts';
import type { WrittenRule } from '../../electron/contract/egress-rule.ts';
import type { EffectiveRule } from './egress-rules-table.tsx';

/** Returns one of the agent's own rules in the form that a person edits. */
export function writtenRuleOf({ rule, note, list }: EffectiveRule): WrittenRule & { expiresAt?: null } {
  const { id: _id, origin: _origin, expiresAt, service: _service, ...writtenRule } = rule;
  // A temporary rule without an expiry lasts until the agent stops.
  const untilStopped = list === 'temporary' && expiresAt === undefined;
  return {
    ...writtenRule,
    ...(note === undefined ? {} : { note }),
    ...(untilStopped ? { expiresAt: null } : {}),
  };
}

/** Returns the intent that adds the rule or replaces the edited one. `end` is a result of `endOf`. */
export function saveIntent(
  edited: EffectiveRule | undefined,
  written: WrittenRule,
  end: number | null | undefined,
): EgressIntent {
  const rule = { ...written, ...(end === undefined ? {} : { expiresAt: end }) };
  return edited
    ? { type: 'replace-rule', ruleId: edited.rule.id, rule }
    : { type: 'add-rules', rules: [rule] };
}

/** Returns only the person's changes of a list, so that concurrent changes remain. */
export function listIntent(
  type: 'change-domains' | 'change-sets',
  before: readonly string[],
  after: readonly string[],
): EgressIntent {
  return {
    type,
    add: after.filter((entry) => !before.includes(entry)),
    remove: before.filter((entry) => !after.includes(entry)),
  };
}
