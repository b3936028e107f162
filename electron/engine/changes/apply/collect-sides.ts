import { writeFile } from 'node:fs/promises';
import type { ApplyFile } from '../../../contract/apply.ts';
import { pathToBytes } from '../../../contract/change-path.ts';
import { temporaryName } from '../../../lib/host-directory/create-file.ts';
import { savedBlobId } from '../blob-id.ts';
import type { FolderReader } from '../reader.ts';
import { versionOfFile } from '../version.ts';
import { composedContent } from './composed-content.ts';
import { type Places, stateOf } from './entry-state.ts';
import { fetchFiles, type WantedFile } from './fetch-files.ts';
import { copyOut } from './host-entry.ts';
import { changedOnHost } from './host-failure.ts';
import { versionOfState } from './host-version.ts';
import { type EntryState, type JournalEntry, savedPath } from './journal.ts';
import type { PlanEntry } from './plan-file.ts';
import { changedSinceReview } from './reviewed.ts';

/** The mode of new files, as an editor creates them. The person's umask still applies. */
const NEW_MODE = 0o666;
/** The permissions that a file of the agent takes from the old file. The setuid bit is not among them. */
const CONTENT_MODE = 0o777;

export interface Decided {
  entry: PlanEntry;
  file: ApplyFile;
}

export interface CollectContext {
  reader: FolderReader;
  folder: string;
  journalFolder: string;
  signal: AbortSignal;
  onFile(done: number): void;
}

/** Stores the bytes of both sides. Throws `conflict` when either differs from what the person reviewed. */
export async function collectSides(
  context: CollectContext,
  decided: readonly Decided[],
): Promise<JournalEntry[]> {
  const { folder, journalFolder, signal, onFile } = context;
  const files: WantedFile[] = [];
  const befores: EntryState[] = [];
  const places = placesIn(decided);
  for (const [index, { entry, file }] of decided.entries()) {
    signal.throwIfAborted();
    befores.push(await keepBefore(folder, entry, places, savedPath(journalFolder, 'before', index)));
    if (entry.change.kind !== 'file' || entry.status === 'deleted') continue;
    const to = savedPath(journalFolder, 'after', index);
    const content = await composedContent(context, entry, file);
    if (content) await writeFile(to, content, { mode: 0o600, flag: 'wx' });
    else files.push({ path: entry.path, to });
  }
  await fetchFiles(context.reader, files, { signal, onFile });
  const fetched = new Set(files.map(({ to }) => to));
  const entries: JournalEntry[] = [];
  for (const [index, { entry, file }] of decided.entries()) {
    const before = befores[index] ?? { kind: 'absent' };
    const saved = savedPath(journalFolder, 'after', index);
    const after = await afterState(entry, before, saved);
    // Only a hash of the fetched bytes proves that they are the reviewed ones.
    if (fetched.has(saved) && versionOfFile(entry.change, await savedBlobId(saved)) !== file.version) {
      throw changedSinceReview(entry.path);
    }
    const { path, renamedTo } = entry;
    entries.push({ path, before, after, saved: index, temporary: temporaryName(), renamedTo });
  }
  return entries;
}

function placesIn(decided: readonly Decided[]): Places {
  const entries = decided.map(({ entry }) => entry);
  return {
    paths: new Set(entries.map(({ path }) => path)),
    typeChanges: new Set(entries.flatMap(({ typeChange }) => typeChange?.place ?? [])),
  };
}

async function keepBefore(folder: string, entry: PlanEntry, places: Places, to: string): Promise<EntryState> {
  const state = await stateOf(folder, entry.path, places);
  if (!state) throw changedOnHost(entry.path);
  // The stored bytes are compared, because somebody may write to the file at this moment.
  if (state.kind === 'file' && (await copyOut(folder, entry.path, to)) !== state.object) {
    throw changedOnHost(entry.path);
  }
  if (versionOfState(state) !== entry.hostVersion) throw changedOnHost(entry.path);
  return state;
}

async function afterState(
  { change, status, path, typeChange, former }: PlanEntry,
  before: EntryState,
  saved: string,
): Promise<EntryState> {
  if (status === 'deleted') {
    return typeChange?.place === path ? { kind: 'folder', below: [] } : { kind: 'absent' };
  }
  if (change.kind === 'symlink') {
    return { kind: 'symlink', target: Buffer.from(pathToBytes(change.target ?? '')).toString('base64') };
  }
  // A file under a new path keeps the permissions that it has on the host.
  const old = before.kind === 'file' ? before : former?.kind === 'file' ? former : undefined;
  const fileMode = old ? old.mode & CONTENT_MODE : NEW_MODE & ~process.umask();
  const turned = change.executable !== (old ? (change.oldExecutable ?? false) : false);
  const mode = !turned
    ? fileMode
    : change.executable
      ? fileMode | ((fileMode & 0o444) >> 2)
      : fileMode & ~0o111;
  return { kind: 'file', mode, object: await savedBlobId(saved) };
}
