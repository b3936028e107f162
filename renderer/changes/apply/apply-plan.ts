import type { ApplyPlan, PlannedFile, Resolution } from '../../../electron/contract/changes.ts';

/** Rows of one kind that a dialog shows; what is beyond is not applied, and the dialog says so. */
export const SHOWN_ROWS = 300;

export interface SortedPlan {
  conflicts: readonly PlannedFile[];
  /** Need to be confirmed by name, whatever their state. */
  risky: readonly PlannedFile[];
  refused: readonly PlannedFile[];
  same: number;
  /** Need nothing more. */
  plain: number;
}

export function sortPlan({ files }: ApplyPlan): SortedPlan {
  const open = files.filter(({ state }) => state === 'ready' || state === 'conflict');
  return {
    conflicts: open.filter(({ state }) => state === 'conflict'),
    risky: open.filter(({ risks }) => risks.length > 0),
    refused: files.filter(({ state }) => state === 'refused'),
    same: files.filter(({ state }) => state === 'same').length,
    plain: open.filter(({ state, risks }) => state === 'ready' && risks.length === 0).length,
  };
}

/** How many files an apply would write, by the same rules as the engine host's. */
export function willApply(
  { files }: ApplyPlan,
  resolutions: Readonly<Record<string, Resolution>>,
  confirmed: ReadonlySet<string>,
): number {
  return files.filter(({ path, state, risks, mergeable }) => {
    if (risks.length > 0 && !confirmed.has(path)) return false;
    if (state === 'ready') return true;
    const resolution = resolutions[path] ?? 'skip';
    return (
      state === 'conflict' && (resolution === 'overwrite' || (resolution === 'merge' && mergeable === true))
    );
  }).length;
}
