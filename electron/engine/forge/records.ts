import type { PullRequest, PullRequestStatus } from '../../contract/forge.ts';

/** The oldest go: a label of a volume holds them all. */
const MAXIMUM_RECORDS = 10;

/** The records with one that replaces what was known of its branch. Pure. */
export function withRecord(records: readonly PullRequest[], record: PullRequest): PullRequest[] {
  return [record, ...records.filter(({ branch }) => branch !== record.branch)].slice(0, MAXIMUM_RECORDS);
}

/** The last verdict of each person; a comment leaves an earlier decision as it is. Pure. */
export function lastOfEach(reviews: PullRequestStatus['reviews']): PullRequestStatus['reviews'] {
  const last = new Map<string, PullRequestStatus['reviews'][number]>();
  for (const review of reviews)
    if (review.verdict !== 'commented' || !last.has(review.by)) last.set(review.by, review);
  return [...last.values()];
}
