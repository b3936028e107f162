import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What came of one fault at one step of an operation: a line of a file in test-results/faults. */
export interface Injection {
  operation: string;
  fault: string;
  step: string;
  /** `unreached`: the step did not occur, such as the build of an image that was there. */
  outcome: 'before' | 'after' | 'whole' | 'unreached' | 'lost';
  /** What was lost. */
  message?: string;
}

const folder = join(import.meta.dirname, '../../../test-results/faults');
const pathOf = ({ operation, fault }: Pick<Injection, 'operation' | 'fault'>) =>
  join(folder, `${operation} ${fault}.jsonl`.replaceAll(/[ :]+/g, '-'));

/** Writes it down at once, so that a run that was interrupted can go on. */
export function record(injection: Injection): void {
  mkdirSync(folder, { recursive: true });
  appendFileSync(pathOf(injection), `${JSON.stringify(injection)}\n`);
}

/** The steps at which an interrupted run injected the fault without a loss. `npm run test:faults` begins with none. */
export function stepsDone(operation: string, fault: string): ReadonlySet<string> {
  const path = pathOf({ operation, fault });
  if (!existsSync(path)) return new Set();
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  const injections = lines.map((line) => JSON.parse(line) as Injection);
  return new Set(injections.filter(({ outcome }) => outcome !== 'lost').map(({ step }) => step));
}
