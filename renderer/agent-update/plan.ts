import type { Resources } from '../../electron/contract/agent-spec.ts';
import type { RecreateChange } from '../../electron/contract/isolation.ts';

export type Problems = Partial<Record<'memory' | 'cpus' | 'pids' | 'allowedDomains', string>>;

/** What applying would do. `null` parts change nothing. */
export interface Plan {
  problems: Problems;
  domains: string[] | null;
  /** Takes effect without a new container. */
  resources: Partial<Resources> | null;
  /** Makes a new container; carries the limits along. */
  recreate: Omit<RecreateChange, 'keepWritableLayer'> | null;
  /** Words for what makes the new container necessary. */
  recreateReasons: string[];
}

export function isEmpty(plan: Plan): boolean {
  return (
    plan.domains === null &&
    plan.resources === null &&
    plan.recreate === null &&
    Object.keys(plan.problems).length === 0
  );
}
