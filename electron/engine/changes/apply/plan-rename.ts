import { pathToBytes } from '../../../contract/change-path.ts';
import { ABSENT, type FileChange, MAXIMUM_DIFF_BYTES } from '../../../contract/changes.ts';
import { blobId } from '../blob-id.ts';
import { readDiff } from '../diff.ts';
import type { RawEntry } from '../parse-list.ts';
import { contentOf } from './host-entry.ts';
import { compareSides, merges, type PlanContext, type PlanEntry, planFile } from './plan-file.ts';

/**
 * What a rename would do: the old file goes and the new one comes, both or neither. It is in conflict when the host has
 * another file at either path; a change of the host's to the old file can be merged into the new one.
 */
export async function planRename(
  context: PlanContext,
  change: FileChange,
  { path: oldPath, oldObject }: Pick<RawEntry, 'path' | 'oldObject'>,
): Promise<PlanEntry> {
  const { oldKind = change.kind, oldExecutable } = change;
  const gone: FileChange = {
    path: oldPath,
    status: 'deleted',
    kind: oldKind,
    oldKind,
    oldExecutable,
    version: ABSENT,
    risks: [],
  };
  const from = { ...(await planFile(context, gone, { oldObject })), renamedTo: change.path };
  const comes = await planFile(context, change, { oldObject: undefined });
  const to: PlanEntry = { ...comes, former: from.host };
  if (to.state === 'conflict') await compareSides(context, to);
  const entry: PlanEntry = { ...to, oldObject, rename: { from, to }, ...stateOf(from, to) };
  // Names the old path too, so that a person's decision holds for this rename and no other.
  entry.hostVersion = `${to.hostVersion} < ${from.hostVersion} ${blobId(pathToBytes(oldPath)).slice(0, 12)}`;
  if (entry.state !== 'conflict' || to.state !== 'ready') return entry;
  to.state = 'conflict';
  entry.mergeable = await fitsTogether(context, change, from);
  return entry;
}

function stateOf(from: PlanEntry, to: PlanEntry): Pick<PlanEntry, 'state' | 'reason'> {
  const refused = [from, to].find(({ state }) => state === 'refused');
  if (refused) return { state: 'refused', reason: refused.reason };
  if (from.state === 'same' && to.state === 'same') return { state: 'same' };
  const conflict = [to, from].find(({ state }) => state === 'conflict');
  if (conflict) return { state: 'conflict', reason: conflict.reason };
  if (from.state === 'same') return { state: 'conflict', reason: 'The file was deleted on the host.' };
  return { state: 'ready' };
}

/** Whether the host's changes to the old file and the agent's to the new one fit together. */
async function fitsTogether(
  { reader, folder, signal }: PlanContext,
  { path, kind }: FileChange,
  from: PlanEntry,
): Promise<boolean> {
  if (kind !== 'file' || from.host.kind !== 'file') return false;
  const content = await contentOf(folder, from.path, from.host);
  const request = {
    base: 'baseline' as const,
    path,
    oldPath: from.path,
    limitBytes: MAXIMUM_DIFF_BYTES,
    signal,
  };
  return content !== undefined && merges(content, await readDiff(reader, request));
}
