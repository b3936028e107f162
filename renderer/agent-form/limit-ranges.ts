import type { NumberRange } from '../ui/fields/step-number.ts';

/** What the field of CPUs takes. `engineCpus`: how many the engine has, when that is known. */
export const cpusRange = (engineCpus = 64): NumberRange => ({ min: 0.25, max: engineCpus, step: 0.5 });

/** What the field of the process limit takes. */
export const PIDS_RANGE: NumberRange = { min: 1, max: 100_000, step: 64 };
