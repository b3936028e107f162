import type { PlannedFile } from '../../../contract/apply.ts';
import { ABSENT, type FileChange, MAXIMUM_DIFF_BYTES } from '../../../contract/changes.ts';
import { applyHunks } from '../apply-hunks.ts';
import { type ReadDiff, readDiff } from '../diff.ts';
import type { FolderReader } from '../reader.ts';
import { folderContents } from './folder-contents.ts';
import { contentOf, type HostEntry, objectOf, readEntryBelow } from './host-entry.ts';
import { refusal } from './host-path.ts';
import { hostVersion, objectIn } from './host-version.ts';
import type { TypeChange } from './type-changes.ts';

/** A file of the plan with what writing it needs. */
export interface PlanEntry extends PlannedFile {
  change: FileChange;
  /** What the host's file was when the agent got it; undefined for a new one. */
  oldObject: string | undefined;
  host: HostEntry;
  /** The type change that it is a part of. */
  typeChange?: TypeChange | undefined;
  /** The two files of a rename: what goes, and what comes under the new path. */
  rename?: { from: PlanEntry; to: PlanEntry } | undefined;
  /** Of a file that comes by a rename: the host's file at the old path. */
  former?: HostEntry | undefined;
  /** Of a file that goes by a rename: the new path. */
  renamedTo?: string | undefined;
}

export interface PlanContext {
  reader: FolderReader;
  /** The host folder. */
  folder: string;
  signal: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** What writing one file to the host would do. */
export async function planFile(
  { folder }: PlanContext,
  change: FileChange,
  { oldObject, typeChange }: Pick<PlanEntry, 'oldObject' | 'typeChange'>,
): Promise<PlanEntry> {
  const { path, status, risks } = change;
  const host = await readEntryBelow(folder, path, typeChange?.place);
  const hostObject = await objectOf(folder, path, host);
  const entry = (state: PlannedFile['state'], reason?: string): PlanEntry => ({
    path,
    status,
    risks,
    change,
    oldObject,
    host,
    typeChange,
    version: change.version ?? ABSENT,
    hostVersion: hostVersion(host, hostObject),
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
  if (change.version === undefined) return entry('refused', 'It is no file that can be applied.');
  if (host.kind === 'other') return entry('refused', host.why);
  if (host.kind === 'folder') {
    if (status === 'deleted') return entry('same');
    if (typeChange?.place !== path) return entry('refused', 'A folder is there on the host.');
    const { files } = await folderContents(folder, path);
    const other = files.find((file) => !typeChange.members.has(file));
    return other === undefined
      ? entry('ready')
      : entry('refused', `The folder there also holds “${other}” on the host, which would be lost.`);
  }
  if (oldObject === undefined) {
    return host.kind === 'absent'
      ? entry('ready')
      : entry('conflict', 'The host folder has such a file already.');
  }
  if (host.kind === 'absent') {
    return status === 'deleted' ? entry('same') : entry('conflict', 'The file was deleted on the host.');
  }
  const sameKind = host.kind === (change.oldKind ?? 'file');
  const like =
    oldObject.length === hostObject?.length ? hostObject : await objectOf(folder, path, host, oldObject);
  if (sameKind && like === oldObject) return entry('ready');
  return entry('conflict', 'The file was changed on the host too.');
}

/** Whether both sides made the same change after all, or changes that fit together. Reads the file. */
export async function compareSides({ reader, folder, signal }: PlanContext, entry: PlanEntry): Promise<void> {
  const { change, host, path, oldObject } = entry;
  if (change.kind !== 'file' || host.kind !== 'file' || change.status === 'deleted') return;
  if (objectIn(entry.version) === objectIn(entry.hostVersion)) {
    entry.state = 'same';
    delete entry.reason;
    return;
  }
  const hostContent = oldObject === undefined ? undefined : await contentOf(folder, path, host);
  if (!hostContent) return;
  const diff = await readDiff(reader, { base: 'baseline', path, limitBytes: MAXIMUM_DIFF_BYTES, signal });
  entry.mergeable = diff.hunks.length > 0 && merges(hostContent, diff);
}

/** Whether the agent's changes fit into what the host has. */
export function merges(hostContent: Uint8Array, diff: ReadDiff): boolean {
  return !diff.binary && !diff.truncated && applyHunks(hostContent, diff.hunks, 'merge') !== undefined;
}
