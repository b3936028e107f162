import type { ApplyFile } from '../../../contract/apply.ts';
import { MAXIMUM_DIFF_BYTES } from '../../../contract/changes.ts';
import { AppFailure } from '../../../contract/error.ts';
import { applyHunks } from '../apply-hunks.ts';
import { type ReadDiff, readDiff } from '../diff.ts';
import { readBase } from '../list.ts';
import type { RawHunk } from '../parse-diff.ts';
import type { FolderReader } from '../reader.ts';
import { contentOf } from './host-entry.ts';
import type { PlanEntry } from './plan-file.ts';
import { changedSinceReview } from './reviewed.ts';

export interface ComposeContext {
  reader: FolderReader;
  /** The host folder. */
  folder: string;
  signal: AbortSignal;
}

/** The content that a file gets when it is not simply the agent's: some hunks, or a merge of both sides. */
export async function composedContent(
  { reader, folder, signal }: ComposeContext,
  entry: PlanEntry,
  { hunks, resolution, version }: Pick<ApplyFile, 'hunks' | 'resolution' | 'version'>,
): Promise<Buffer | undefined> {
  const merge = entry.state === 'conflict' && resolution === 'merge';
  if (!merge && !hunks) return undefined;
  const { path } = entry;
  const { oldPath } = entry.change;
  const request = { base: 'baseline' as const, path, oldPath, limitBytes: MAXIMUM_DIFF_BYTES, signal };
  const diff = await readDiff(reader, request);
  if (!isOf(diff, version)) throw changedSinceReview(path);
  const selected = hunks ? chosenHunks(path, diff, hunks) : diff.hunks;
  const old = merge
    ? await contentOf(folder, oldPath ?? path, entry.former ?? entry.host)
    : await readBase(reader, 'baseline', oldPath ?? path, signal);
  const content = old && applyHunks(old, selected, merge ? 'merge' : 'exact');
  if (!content) {
    throw new AppFailure({ type: 'conflict', message: `The changes to “${path}” do not fit what is there.` });
  }
  return content;
}

/** Whether the difference produces that version. Its fingerprint ends with the object that it produces. */
function isOf({ fingerprint }: ReadDiff, version: string): boolean {
  const object = fingerprint.split('..').at(-1);
  return object !== undefined && object !== '' && version.endsWith(` ${object}`);
}

/** Throws `conflict` when the hunks were chosen from another difference. */
export function chosenHunks(
  path: string,
  diff: Pick<ReadDiff, 'fingerprint' | 'truncated' | 'hunks'>,
  choice: NonNullable<ApplyFile['hunks']>,
): RawHunk[] {
  if (diff.truncated || diff.fingerprint !== choice.fingerprint) throw changedSinceReview(path);
  const chosen = diff.hunks.filter((_, index) => choice.numbers.includes(index));
  if (chosen.length !== new Set(choice.numbers).size) throw changedSinceReview(path);
  return chosen;
}
