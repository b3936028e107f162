import type { Resources } from '../../electron/contract/agent-spec.ts';
import type { RecreateChange } from '../../electron/contract/isolation.ts';

export type Problems = Partial<
  Record<'memory' | 'cpus' | 'pids' | 'tmp' | 'allowedDomains' | 'group', string>
>;

/** The effects of applying; `null` parts change nothing. */
export interface Plan {
  problems: Problems;
  domains: string[] | null;
  /** Takes effect without a new container. */
  resources: Partial<Resources> | null;
  /** The agent joins the group, or leaves its group where the name is null; takes effect without a new container. */
  group: { name: string | null } | null;
  /** Makes a new container, which also gets the new limits. */
  recreate: Omit<RecreateChange, 'keepWritableLayer'> | null;
  /** The changes that need the new container, in words. */
  recreateReasons: string[];
}

export function isEmpty(plan: Plan): boolean {
  return (
    plan.domains === null &&
    plan.resources === null &&
    plan.group === null &&
    plan.recreate === null &&
    Object.keys(plan.problems).length === 0
  );
}
