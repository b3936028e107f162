import type { ApplyFile } from '../../../contract/apply.ts';
import { AppFailure } from '../../../contract/error.ts';
import { changedOnHost } from './host-failure.ts';
import type { PlanEntry } from './plan-file.ts';

/**
 * Throws `conflict` unless the file is as the person saw it when they decided: the agent's content, the host's content,
 * and no risk that was not shown.
 */
export function assertReviewed(
  entry: Pick<PlanEntry, 'path' | 'version' | 'hostVersion' | 'risks'>,
  file: ApplyFile,
): void {
  if (entry.version !== file.version) throw changedSinceReview(entry.path);
  if (entry.risks.some(({ kind }) => !file.risks.includes(kind))) throw changedSinceReview(entry.path);
  if (entry.hostVersion !== file.hostVersion) throw changedOnHost(entry.path);
}

/** Whether the apply writes this file: those in conflict only with a resolution, and none that is refused. */
export function isWanted(
  { state, mergeable }: { state: PlanEntry['state']; mergeable?: boolean | undefined },
  { resolution }: Pick<ApplyFile, 'resolution'>,
): boolean {
  if (state === 'ready') return true;
  if (state !== 'conflict') return false;
  return resolution === 'overwrite' || (resolution === 'merge' && mergeable === true);
}

/** Throws `conflict` when only a part of a type change would be applied: the old would go, and the new would not come. */
export function assertWhole(
  plan: readonly Pick<PlanEntry, 'path' | 'state' | 'mergeable' | 'typeChange' | 'reason'>[],
  files: ReadonlyMap<string, Pick<ApplyFile, 'resolution'>>,
): void {
  for (const { path, state, mergeable, typeChange, reason } of plan) {
    if (!typeChange || state === 'same' || isWanted({ state, mergeable }, files.get(path) ?? {})) continue;
    throw new AppFailure({
      type: 'conflict',
      message:
        `“${typeChange.place}” changes between a folder and a file: apply all of that, or nothing. “${path}” would not be applied. ${reason ?? ''}`.trim(),
    });
  }
}

export function changedSinceReview(path: string): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: `“${path}” changed since you looked. Look at it once more, then apply.`,
    actions: [{ kind: 'retry', label: 'Look again' }],
  });
}
