import type { FileChange, Risk } from '../../../electron/contract/changes.ts';
import type { Attempt } from '../../../electron/contract/task.ts';
import { type ListedFile, mergedRisks } from '../../changes/change-list.ts';

/** As many as there are keys and room for, side by side. */
export const COMPARED_MAX = 6;
export const COMPARED_MIN = 2;

/** A file that at least one of the compared attempts changed. */
export interface ComparedFile {
  path: string;
  /** What each attempt did to it, by the attempt's place; undefined: the attempt did not change it. */
  changes: readonly (ListedFile | undefined)[];
  /** Of any of the attempts. */
  risks: Risk[];
}

/** One result for a file, with the places of the attempts that came to it. */
export interface Outcome {
  change: ListedFile;
  places: readonly number[];
}

export interface Totals {
  files: number;
  added: number;
  removed: number;
  risky: number;
}

/** The attempts that have changes to compare: they have begun, and their agents are still there. */
export function comparable<Some extends Pick<Attempt, 'begunAt' | 'agentId'>>(
  attempts: readonly Some[],
  isAgent: (agentId: string) => boolean,
): Some[] {
  return attempts.filter(({ begunAt, agentId }) => begunAt !== undefined && isAgent(agentId));
}

/** Why a task's attempts cannot be compared, in a sentence; undefined when they can. */
export function whyNotCompared(attempts: readonly unknown[], begun: readonly unknown[]): string | undefined {
  if (begun.length >= COMPARED_MIN) return undefined;
  if (attempts.length < COMPARED_MIN) return 'Nothing to compare with: there are fewer than two attempts.';
  return 'To compare, at least two attempts must have begun.';
}

/** The attempts to show side by side: those that the person chose, or the first ones. */
export function shownAttempts<Some extends Pick<Attempt, 'id'>>(
  begun: readonly Some[],
  chosen: ReadonlySet<string> | undefined,
): Some[] {
  const wanted = chosen ? begun.filter(({ id }) => chosen.has(id)) : begun;
  // Of those that were chosen some may be discarded by now.
  return (wanted.length < COMPARED_MIN ? begun : wanted).slice(0, COMPARED_MAX);
}

/** All files that the attempts changed, sorted by path, from the list of each attempt. */
export function compareFiles(lists: readonly (readonly ListedFile[])[]): ComparedFile[] {
  const byPath = new Map<string, { changes: (ListedFile | undefined)[]; risks: Risk[] }>();
  lists.forEach((files, place) => {
    for (const file of files) {
      let entry = byPath.get(file.path);
      if (!entry) {
        entry = { changes: new Array(lists.length).fill(undefined), risks: [] };
        byPath.set(file.path, entry);
      }
      entry.changes[place] = file;
      if (file.risks.length > 0) entry.risks = mergedRisks(entry.risks, file.risks);
    }
  });
  return [...byPath]
    .map(([path, entry]) => ({ path, ...entry }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** Whether two attempts did the same to a file. A version is mode and content, so equal versions are equal files. */
export function isSameChange(a: FileChange, b: FileChange): boolean {
  return (
    a.path === b.path &&
    a.oldPath === b.oldPath &&
    a.status === b.status &&
    a.version !== undefined &&
    a.version === b.version
  );
}

/** The different results for a file: attempts that did the same share one. */
export function outcomesOf({ changes }: ComparedFile): Outcome[] {
  const outcomes: { change: ListedFile; places: number[] }[] = [];
  changes.forEach((change, place) => {
    if (!change) return;
    const same = outcomes.find((outcome) => isSameChange(outcome.change, change));
    if (same) same.places.push(place);
    else outcomes.push({ change, places: [place] });
  });
  return outcomes;
}

export function totalsOf(files: readonly ListedFile[]): Totals {
  const totals = { files: files.length, added: 0, removed: 0, risky: 0 };
  for (const { lines, risks } of files) {
    totals.added += lines?.added ?? 0;
    totals.removed += lines?.removed ?? 0;
    if (risks.length > 0) totals.risky += 1;
  }
  return totals;
}
