import type {
  ApplyFile,
  ApplyPlan,
  PlannedFile,
  Resolution,
  Selection,
} from '../../../electron/contract/apply.ts';

/** The most rows of one kind in the dialog. Further files are not applied, as the dialog states. */
export const SHOWN_ROWS = 300;

export interface SortedPlan {
  conflicts: readonly PlannedFile[];
  /** Files that must be confirmed by name, whatever their state. */
  risky: readonly PlannedFile[];
  refused: readonly PlannedFile[];
  same: number;
  /** The number of files that need no decision. */
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

/** The files that an apply writes, as the plan showed them; the engine host decides by the same rules. */
export function decidedFiles(
  { files }: ApplyPlan,
  selection: Selection,
  resolutions: Readonly<Record<string, Resolution>>,
  confirmed: ReadonlySet<string>,
): ApplyFile[] {
  const hunksOf = new Map(selection.map(({ path, hunks }) => [path, hunks]));
  return files.flatMap(({ path, state, version, hostVersion, risks, mergeable }) => {
    if (risks.length > 0 && !confirmed.has(path)) return [];
    const hunks = hunksOf.get(path);
    const file: ApplyFile = {
      path,
      version,
      hostVersion,
      risks: risks.map(({ kind }) => kind),
      ...(hunks ? { hunks } : {}),
    };
    if (state === 'ready') return [file];
    const resolution = resolutions[path] ?? 'skip';
    if (state !== 'conflict' || resolution === 'skip' || (resolution === 'merge' && !mergeable)) return [];
    return [{ ...file, resolution }];
  });
}
