import type { Resources } from '../../electron/contract/agent-spec.ts';
import type { RecreateChange } from '../../electron/contract/isolation.ts';

export type Problems = Partial<Record<'memory' | 'cpus' | 'pids' | 'allowedDomains', string>>;

/** The effects of applying; `null` parts change nothing. */
export interface Plan {
  problems: Problems;
  domains: string[] | null;
  /** Takes effect without a new container. */
  resources: Partial<Resources> | null;
  /** Makes a new container, which also gets the new limits. */
  recreate: Omit<RecreateChange, 'keepWritableLayer'> | null;
  /** The changes that need the new container, in words. */
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
