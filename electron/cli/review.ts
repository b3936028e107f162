import type { Review } from '../contract/files/review.ts';
import type { Output } from './output.ts';
import { plain } from './table.ts';

/** Prints what a file changes, or would change, with one line for each change. */
export function printReview(output: Output, review: Review, applied: boolean): void {
  for (const warning of review.warnings) output.note(warning);
  output.result({ ...review, applied }, () => [
    ...review.added.map((line) => plain(`+ ${line}`)),
    ...review.removed.map((line) => plain(`- ${line}`)),
  ]);
}
