import type { Attempt } from '../../../electron/contract/task.ts';
import type { ListedFile } from '../../changes/change-list.ts';
import type { ChangesPicture } from '../../changes/changes-feed.ts';

/** An attempt beside others, with what it changed. */
export interface ComparedAttempt {
  attempt: Attempt;
  name: string;
  picture: ChangesPicture;
}

const NOT_READ: ChangesPicture = { summary: undefined, files: [], busy: true, error: undefined };

export function comparedAttempt(
  attempt: Attempt,
  name: string | undefined,
  picture: ChangesPicture | undefined,
): ComparedAttempt {
  return { attempt, name: name ?? attempt.agentName, picture: picture ?? NOT_READ };
}

/** Whether all of its changes are known, so that a file which is not among them is unchanged. */
export const isRead = ({ picture: { summary } }: ComparedAttempt): boolean => summary?.base === 'baseline';

/** Why its changes are not known, in a sentence; undefined while they are read, and when they are. */
export function problemOf({ picture: { summary, error } }: ComparedAttempt): string | undefined {
  if (!summary) return error?.message;
  if (summary.base === 'baseline') return undefined;
  return 'The baseline is missing, so what the attempt changed is not known.';
}

/** Why nothing of the attempt can be applied, in a sentence; undefined when it can. */
export function whyNotApplied({ picture: { summary } }: ComparedAttempt): string | undefined {
  if (!summary || summary.applyTo !== undefined) return undefined;
  return 'The project is a repository elsewhere: there is no folder on this machine to apply changes to.';
}

/** Whether files of it can be picked: of those that are listed already, before all are. */
export const canPick = (compared: ComparedAttempt): boolean =>
  compared.picture.files.length > 0 &&
  problemOf(compared) === undefined &&
  whyNotApplied(compared) === undefined;

/** Whether all of its changes can be applied now. */
export const canApply = (compared: ComparedAttempt): boolean => isRead(compared) && canPick(compared);

export const changedAttempt = ({ attempt, picture }: ComparedAttempt) => ({
  id: attempt.id,
  files: picture.files as readonly ListedFile[],
});
