import type { CheckState, PullRequestStatus, ReviewVerdict } from '../../electron/contract/forge.ts';
import { printable } from '../../electron/lib/printable.ts';

const STATES: Readonly<Record<PullRequestStatus['state'], string>> = {
  open: 'Open',
  draft: 'Draft',
  merged: 'Merged',
  closed: 'Closed',
};
const CHECKS: readonly CheckState[] = ['passed', 'failed', 'running', 'skipped'];
const VERDICTS: Readonly<Record<ReviewVerdict, string>> = {
  approved: 'approved by',
  'changes-requested': 'changes requested by',
  commented: 'comments of',
};

/** "Draft. Checks: 2 passed, 1 failed (lint). Reviews: approved by ada." Names are strangers' words. Pure. */
export function statusText({ state, checks, reviews }: PullRequestStatus): string {
  return [STATES[state], checksText(checks), reviewsText(reviews)].map((part) => `${part}.`).join(' ');
}

function checksText(checks: PullRequestStatus['checks']): string {
  if (checks.length === 0) return 'No checks';
  const counts = CHECKS.flatMap((state) => {
    const all = checks.filter((check) => check.state === state);
    if (all.length === 0) return [];
    return [`${all.length} ${state}${state === 'failed' ? ` (${names(all)})` : ''}`];
  });
  return `Checks: ${counts.join(', ')}`;
}

function reviewsText(reviews: PullRequestStatus['reviews']): string {
  if (reviews.length === 0) return 'No reviews';
  return `Reviews: ${reviews.map(({ by, verdict }) => `${VERDICTS[verdict]} ${printable(by)}`).join(', ')}`;
}

const NAMED = 3;

function names(checks: readonly { name: string }[]): string {
  const shown = checks.slice(0, NAMED).map(({ name }) => printable(name).slice(0, 60));
  return checks.length > NAMED ? `${shown.join(', ')} …` : shown.join(', ');
}
