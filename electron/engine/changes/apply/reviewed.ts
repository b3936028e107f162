import type { ApplyFile } from '../../../contract/changes.ts';
import { AppFailure } from '../../../contract/error.ts';
import { changedOnHost } from './host-failure.ts';
import type { PlanEntry } from './plan.ts';

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
  { state, mergeable }: Pick<PlanEntry, 'state' | 'mergeable'>,
  { resolution }: Pick<ApplyFile, 'resolution'>,
): boolean {
  if (state === 'ready') return true;
  if (state !== 'conflict') return false;
  return resolution === 'overwrite' || (resolution === 'merge' && mergeable === true);
}

export function changedSinceReview(path: string): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: `“${path}” changed since you looked. Look at it once more, then apply.`,
    actions: [{ kind: 'retry', label: 'Look again' }],
  });
}
