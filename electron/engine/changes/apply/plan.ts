import type { ApplyPlan, FileChange, PlannedFile, Selection } from '../../../contract/changes.ts';
import { MAXIMUM_DIFF_BYTES } from '../../../contract/changes.ts';
import { AppFailure } from '../../../contract/error.ts';
import { applyHunks } from '../apply-hunks.ts';
import { blobId } from '../blob-id.ts';
import { readDiff } from '../diff.ts';
import { contentRisks, type ListedChanges, listChanges, readBase, readContent } from '../list.ts';
import type { RawHunk } from '../parse-diff.ts';
import type { FolderReader } from '../reader.ts';
import { contentOf, type HostEntry, isObject, lookAt } from './host-entry.ts';
import { refusal } from './host-path.ts';

/** Files that differ on both sides are read one by one; beyond this many, nobody asks whether they could be merged. */
const MAXIMUM_COMPARED = 300;

/** A file of the plan with what writing it needs. */
export interface PlanEntry extends PlannedFile {
  change: FileChange;
  /** What the host's file was when the agent got it; undefined for a new one. */
  oldObject: string | undefined;
  host: HostEntry;
  /** Only these hunks are applied. */
  hunks?: RawHunk[];
}

export interface PlanContext {
  reader: FolderReader;
  /** The host folder. */
  folder: string;
  signal: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** What an apply of the selection would do. Touches nothing; throws `conflict` when a chosen hunk is there no more. */
export async function planApply(context: PlanContext, selection: Selection): Promise<PlanEntry[]> {
  const { reader, signal } = context;
  const listed = await listChanges(reader, 'baseline', { ignored: selection !== 'all', signal });
  if (!listed) {
    throw new AppFailure({
      type: 'conflict',
      message:
        'The baseline of this copy is missing: what was copied is not known, so nothing can be applied.',
    });
  }
  const chosen = chosenFiles(listed, selection);
  const risks = await contentRisks(reader, 'baseline', chosen, signal);
  const oldObjects = new Map(listed.output.entries.map(({ path, oldObject }) => [path, oldObject]));
  const plan: PlanEntry[] = [];
  let compared = 0;
  for (const change of chosen) {
    signal.throwIfAborted();
    const entry = await planFile(context, change, oldObjects.get(change.path));
    entry.risks = [...entry.risks, ...(risks.get(change.path) ?? [])];
    if (entry.state === 'conflict' && compared++ < MAXIMUM_COMPARED) await compareSides(context, entry);
    const wanted =
      selection === 'all' ? undefined : selection.find(({ path }) => path === change.path)?.hunks;
    if (wanted && entry.state !== 'refused') entry.hunks = await chosenHunks(context, entry, wanted);
    plan.push(entry);
    context.onProgress?.(plan.length, chosen.length);
  }
  return plan;
}

export function toPlan(folder: string, entries: readonly PlanEntry[]): ApplyPlan {
  return {
    folder,
    files: entries.map(({ path, status, state, reason, mergeable, risks }) => ({
      path,
      status,
      state,
      risks,
      ...(reason === undefined ? {} : { reason }),
      ...(mergeable === undefined ? {} : { mergeable }),
    })),
  };
}

/** Throws `conflict` when a chosen file is no longer changed. */
function chosenFiles({ files }: ListedChanges, selection: Selection): FileChange[] {
  if (selection === 'all') return files.filter(({ status }) => status !== 'ignored');
  const byPath = new Map(files.map((file) => [file.path, file]));
  return selection.map(({ path }) => {
    const file = byPath.get(path);
    if (!file) throw changedMeanwhile();
    return file;
  });
}

async function planFile(
  { folder }: PlanContext,
  change: FileChange,
  oldObject: string | undefined,
): Promise<PlanEntry> {
  const { path, status, risks } = change;
  const host = await lookAt(folder, path);
  const entry = (state: PlannedFile['state'], reason?: string): PlanEntry => ({
    path,
    status,
    risks,
    change,
    oldObject,
    host,
    state,
    ...(reason === undefined ? {} : { reason }),
  });
  const refused = refusal(path, process.platform);
  if (refused) return entry('refused', refused);
  if (change.kind === 'submodule' || change.oldKind === 'submodule') {
    return entry('refused', 'A repository inside this one is not applied.');
  }
  if (change.kind === 'folder')
    return entry('refused', 'A folder that git ignores is not applied as a whole.');
  if (host.kind === 'other') return entry('refused', host.why);
  if (host.kind === 'folder') return entry('refused', 'A folder is there on the host.');
  if (oldObject === undefined) {
    return host.kind === 'absent'
      ? entry('ready')
      : entry('conflict', 'The host folder has such a file already.');
  }
  if (host.kind === 'absent') {
    return status === 'deleted' ? entry('same') : entry('conflict', 'The file was deleted on the host.');
  }
  const sameKind = host.kind === (change.oldKind ?? 'file');
  if (sameKind && (await isObject(folder, path, host, oldObject))) return entry('ready');
  return entry('conflict', 'The file was changed on the host too.');
}

/** Whether both sides made the same change after all, or changes that fit together. */
async function compareSides({ reader, folder, signal }: PlanContext, entry: PlanEntry): Promise<void> {
  const { change, host, path, oldObject } = entry;
  const hostContent = await contentOf(folder, path, host);
  if (change.kind !== 'file' || host.kind !== 'file' || !hostContent || change.status === 'deleted') return;
  const agentContent = await readContent(reader, path, signal, MAXIMUM_DIFF_BYTES);
  if (agentContent && blobId(agentContent) === blobId(hostContent)) {
    entry.state = 'same';
    delete entry.reason;
    return;
  }
  if (oldObject === undefined) return;
  const diff = await readDiff(reader, { base: 'baseline', path, limitBytes: MAXIMUM_DIFF_BYTES, signal });
  entry.mergeable =
    !diff.binary &&
    !diff.truncated &&
    diff.hunks.length > 0 &&
    applyHunks(hostContent, diff.hunks, 'merge') !== undefined;
}

async function chosenHunks(
  { reader, signal }: PlanContext,
  { path }: PlanEntry,
  wanted: { numbers: number[]; fingerprint: string },
): Promise<RawHunk[]> {
  const diff = await readDiff(reader, { base: 'baseline', path, limitBytes: MAXIMUM_DIFF_BYTES, signal });
  if (diff.truncated || diff.fingerprint !== wanted.fingerprint) throw changedMeanwhile();
  const chosen = diff.hunks.filter((_, index) => wanted.numbers.includes(index));
  if (chosen.length !== new Set(wanted.numbers).size) throw changedMeanwhile();
  return chosen;
}

/** The content that a file of the plan gets when it is not simply the agent's: some hunks, or a merge. */
export async function composedContent(
  { reader, folder, signal }: PlanContext,
  entry: PlanEntry,
  merge: boolean,
): Promise<Buffer | undefined> {
  const { path, hunks, host } = entry;
  if (!merge && !hunks) return undefined;
  const wanted =
    hunks ??
    (await readDiff(reader, { base: 'baseline', path, limitBytes: MAXIMUM_DIFF_BYTES, signal })).hunks;
  const old = merge ? await contentOf(folder, path, host) : await readBase(reader, 'baseline', path, signal);
  const content = old && applyHunks(old, wanted, merge ? 'merge' : 'exact');
  if (!content) {
    throw new AppFailure({ type: 'conflict', message: `The changes to “${path}” do not fit what is there.` });
  }
  return content;
}

function changedMeanwhile(): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: 'The agent changed the selected files again. Look at them once more, then apply.',
    actions: [{ kind: 'retry', label: 'Look again' }],
  });
}
