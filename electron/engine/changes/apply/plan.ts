import {
  ABSENT,
  type ApplyPlan,
  type FileChange,
  MAXIMUM_DIFF_BYTES,
  type PlannedFile,
  type Selection,
} from '../../../contract/changes.ts';
import { AppFailure } from '../../../contract/error.ts';
import { applyHunks } from '../apply-hunks.ts';
import { readDiff } from '../diff.ts';
import { fullVersions } from '../full-versions.ts';
import { contentRisks, listChanges } from '../list.ts';
import type { FolderReader } from '../reader.ts';
import { folderContents } from './folder-contents.ts';
import { contentOf, type HostEntry, objectOf, readEntryBelow } from './host-entry.ts';
import { hostLinkRisks } from './host-link.ts';
import { refusal } from './host-path.ts';
import { hostVersion, objectIn } from './host-version.ts';
import { type TypeChange, typeChanges } from './type-changes.ts';

const CHANGED = 'It changed since you looked: look at it once more.';
/** How many files that differ on both sides are checked for a merge. Each check reads a file. */
const MAXIMUM_COMPARED = 300;

/** A file of the plan with what writing it needs. */
export interface PlanEntry extends PlannedFile {
  change: FileChange;
  /** What the host's file was when the agent got it; undefined for a new one. */
  oldObject: string | undefined;
  host: HostEntry;
  /** The type change that it is a part of. */
  typeChange?: TypeChange | undefined;
}

export interface PlanContext {
  reader: FolderReader;
  /** The host folder. */
  folder: string;
  signal: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** What an apply of the selection would do. Touches nothing; what is not as it was chosen any more is refused. */
export async function planApply(context: PlanContext, selection: Selection): Promise<PlanEntry[]> {
  const { reader, signal } = context;
  const listed = await listChanges(reader, 'baseline', { ignored: true, signal });
  if (!listed) {
    throw new AppFailure({
      type: 'conflict',
      message:
        'The baseline of this copy is missing: what was copied is not known, so nothing can be applied.',
    });
  }
  const changes = new Map(listed.files.map((file) => [file.path, file]));
  const chosen = selection.flatMap(({ path }) => changes.get(path) ?? []);
  const risks = await contentRisks(reader, 'baseline', chosen, signal);
  const versions = await fullVersions(reader, chosen, signal);
  const oldObjects = new Map(listed.output.entries.map(({ path, oldObject }) => [path, oldObject]));
  const types = typeChanges(listed.files);
  const plan: PlanEntry[] = [];
  let compared = 0;
  const planChange = async (change: FileChange) => {
    const { path } = change;
    const entry = await planFile(context, change, {
      typeChange: types.get(path),
      oldObject: oldObjects.get(path),
    });
    if (entry.state === 'conflict' && compared++ < MAXIMUM_COMPARED) await compareSides(context, entry);
    return entry;
  };
  for (const { path, version, hunks } of selection) {
    signal.throwIfAborted();
    const change = changes.get(path);
    if (change) {
      const full = versions.get(path) ?? change.version;
      const entry = await planChange({ ...change, version: full });
      entry.risks = [
        ...entry.risks,
        ...(risks.get(path) ?? []),
        ...(await hostLinkRisks(context.folder, change, entry.risks)),
      ];
      const isAsChosen = version === undefined || version === change.version || version === full;
      if (!isAsChosen || (hunks && !(await areThere(context, path, hunks)))) refuse(entry);
      plan.push(entry);
    } else plan.push(unchanged(path));
    context.onProgress?.(plan.length, selection.length);
  }
  await refuseParts(plan, async (path) => {
    const change = changes.get(path);
    return change !== undefined && (await planChange(change)).state === 'same';
  });
  return plan;
}

/** Refuses every part of a type change of which another part is refused, or is neither selected nor on the host already. */
async function refuseParts(
  plan: readonly PlanEntry[],
  isOnHost: (path: string) => Promise<boolean>,
): Promise<void> {
  const states = new Map(plan.map(({ path, state }) => [path, state]));
  const missing = new Map<TypeChange, string | undefined>();
  for (const { typeChange } of plan) {
    if (!typeChange || missing.has(typeChange)) continue;
    missing.set(typeChange, undefined);
    for (const path of typeChange.members) {
      const state = states.get(path);
      if (state === 'refused' || (state === undefined && !(await isOnHost(path)))) {
        missing.set(typeChange, path);
        break;
      }
    }
  }
  for (const entry of plan) {
    const path = entry.typeChange && missing.get(entry.typeChange);
    if (path === undefined || entry.state === 'refused') continue;
    entry.state = 'refused';
    const why = states.has(path) ? 'is not applied' : 'is not selected';
    entry.reason = `“${entry.typeChange?.place}” changes between a folder and a file, which is applied whole: “${path}” ${why}.`;
  }
}

function refuse(entry: PlanEntry): void {
  entry.state = 'refused';
  entry.reason = CHANGED;
}

/** A selected file that is no longer changed. */
function unchanged(path: string): PlanEntry {
  const change: FileChange = { path, status: 'modified', kind: 'file', risks: [] };
  const nothing = { version: ABSENT, hostVersion: ABSENT, risks: [], oldObject: undefined };
  return {
    path,
    status: 'modified',
    state: 'refused',
    reason: CHANGED,
    ...nothing,
    change,
    host: { kind: 'absent' },
  };
}

/** Whether the chosen hunks belong to the present difference. */
async function areThere(
  { reader, signal }: PlanContext,
  path: string,
  choice: NonNullable<Selection[number]['hunks']>,
): Promise<boolean> {
  const diff = await readDiff(reader, { base: 'baseline', path, limitBytes: MAXIMUM_DIFF_BYTES, signal });
  const last = Math.max(...choice.numbers);
  return !diff.truncated && diff.fingerprint === choice.fingerprint && last < diff.hunks.length;
}

export function toPlan(folder: string, entries: readonly PlanEntry[], writers: readonly string[]): ApplyPlan {
  return {
    folder,
    writers: [...writers],
    files: entries.map(({ path, status, state, reason, mergeable, version, hostVersion, risks }) => ({
      path,
      status,
      state,
      version,
      hostVersion,
      risks,
      ...(reason === undefined ? {} : { reason }),
      ...(mergeable === undefined ? {} : { mergeable }),
    })),
  };
}

async function planFile(
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

/** Whether both sides made the same change after all, or changes that fit together. */
async function compareSides({ reader, folder, signal }: PlanContext, entry: PlanEntry): Promise<void> {
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
  entry.mergeable =
    !diff.binary &&
    !diff.truncated &&
    diff.hunks.length > 0 &&
    applyHunks(hostContent, diff.hunks, 'merge') !== undefined;
}
