import { z } from 'zod';
import { BUILTIN_SETS } from './builtin-sets.ts';
import { type EgressSet, egressSetSchema } from './egress-sets.ts';

const MAXIMUM_SETS = 100;

/** Refuses a set with the id or name of another of the person's sets or of a set that comes with the app. */
function refuseDuplicates(sets: readonly EgressSet[], context: z.core.$RefinementCtx): void {
  const usedNames = new Set(BUILTIN_SETS.flatMap(({ id, name }) => [id, name.toLowerCase()]));
  for (const [index, { id, name }] of sets.entries()) {
    const problem = usedNames.has(id) ? 'id' : usedNames.has(name.toLowerCase()) ? 'name' : undefined;
    if (problem) {
      const message = `There is a set with this ${problem} already.`;
      context.addIssue({ code: 'custom', message, path: [index, problem] });
    }
    usedNames.add(id).add(name.toLowerCase());
  }
}

/** A list of sets that a person made, each of the given shape. */
export function ownSetsOf<T extends z.ZodType<EgressSet>>(set: T) {
  return z.array(set).max(MAXIMUM_SETS, `At most ${MAXIMUM_SETS} sets.`).superRefine(refuseDuplicates);
}

export const ownSetsSchema = ownSetsOf(egressSetSchema);

/** All sets there are: those that come with the app, then the person's own. */
export function allSets(own: readonly EgressSet[]): readonly EgressSet[] {
  return [...BUILTIN_SETS, ...own];
}
