import { z } from 'zod';
import { BUILTIN_SETS } from './builtin-sets.ts';
import { type WrittenRule, writtenRuleSchema } from './egress-rule.ts';

/** Also how a set is written in YAML. */
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

const MAXIMUM_SETS = 100;

/** None of a person's own sets may take the id or name of another, or of one that comes with the app. */
function noTwoAlike(sets: readonly EgressSet[], context: z.core.$RefinementCtx): void {
  const taken = new Set(BUILTIN_SETS.flatMap(({ id, name }) => [id, name.toLowerCase()]));
  for (const [index, { id, name }] of sets.entries()) {
    const problem = taken.has(id) ? 'id' : taken.has(name.toLowerCase()) ? 'name' : undefined;
    if (problem) {
      const message = `There is a set with this ${problem} already.`;
      context.addIssue({ code: 'custom', message, path: [index, problem] });
    }
    taken.add(id).add(name.toLowerCase());
  }
}

/** A list of sets that a person made, each of the given shape. */
export function ownSetsOf<T extends z.ZodType<EgressSet>>(set: T) {
  return z.array(set).max(MAXIMUM_SETS, `At most ${MAXIMUM_SETS} sets.`).superRefine(noTwoAlike);
}

export const ownSetsSchema = ownSetsOf(egressSetSchema);

/** All sets there are: those that come with the app, then the person's own. */
export function allSets(own: readonly EgressSet[]): readonly EgressSet[] {
  return [...BUILTIN_SETS, ...own];
}

/** An id for a new set, made of its name, that none of `taken` has. */
export function newSetId(name: string, taken: readonly { id: string }[]): string {
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
    if (!taken.some((set) => set.id === id)) return id;
  }
}

/** The set with one more rule, unless it has that very rule already. */
export function withRule(set: EgressSet, rule: WrittenRule): EgressSet {
  const text = JSON.stringify(writtenRuleSchema.parse(rule));
  const known = set.rules.some((each) => JSON.stringify(writtenRuleSchema.parse(each)) === text);
  return known ? set : { ...set, rules: [...set.rules, rule] };
}
