import { z } from 'zod';
import { type WrittenRule, writtenRuleSchema } from './egress-rule.ts';

/** The id of a set, in specs and in YAML. */
export const egressSetIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'A set’s id has at most 60 small letters, digits and "-".');

/** A named list of rules that agents share: a change of it applies to all of them. */
export const egressSetSchema = z.object({
  id: egressSetIdSchema,
  name: z.string().trim().min(1, 'Give the set a name.').max(60, 'A name has at most 60 characters.'),
  description: z.string().max(300, 'A description has at most 300 characters.').default(''),
  rules: z.array(writtenRuleSchema).max(80, 'A set has at most 80 rules.'),
});
export type EgressSet = z.infer<typeof egressSetSchema>;

/** An id for a new set, derived from its name and different from every id in `taken`. */
export function newSetId(name: string, existing: readonly { id: string }[]): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50);
  const base = slug === '' ? 'set' : slug.replace(/-+$/, '');
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!existing.some((set) => set.id === id)) return id;
  }
}

/** The set with one more rule, unless it has that very rule already. */
export function withRule(set: EgressSet, rule: WrittenRule): EgressSet {
  const text = JSON.stringify(writtenRuleSchema.parse(rule));
  const exists = set.rules.some((each) => JSON.stringify(writtenRuleSchema.parse(each)) === text);
  return exists ? set : { ...set, rules: [...set.rules, rule] };
}
