import type { EgressIntent } from '../../electron/contract/egress-intent.ts';
import type { WrittenRule } from '../../electron/contract/egress-rule.ts';
import type { EgressFile } from '../file-formats/egress-file.ts';
import type { EffectiveRule } from './egress-rules-table.tsx';

/** One of the agent's own rules as a person wrote it, to be edited. */
export function writtenRuleOf({ rule, note, list }: EffectiveRule): WrittenRule & { expiresAt?: null } {
  const { id: _id, origin: _origin, expiresAt, service: _service, ...writtenRule } = rule;
  // Only a rule without an end of its own lasts until the agent stops.
  const untilStopped = list === 'temporary' && expiresAt === undefined;
  return {
    ...writtenRule,
    ...(note === undefined ? {} : { note }),
    ...(untilStopped ? { expiresAt: null } : {}),
  };
}

/** Adds the rule, or puts it in place of the one that was edited; `end` as `endOf` says it. */
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

/** What a person changed in a list: what others change in it meanwhile stays. */
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

/** Puts the file in place of `reviewed`, and of nothing else. */
export function replaceIntent(reviewed: EgressFile, file: EgressFile): EgressIntent {
  const listsOf = ({ version: _version, ...lists }: EgressFile) => lists;
  return { type: 'replace', egress: listsOf(file), basedOn: listsOf(reviewed) };
}
