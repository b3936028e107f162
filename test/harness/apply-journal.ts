import { mkdirSync, writeFileSync } from 'node:fs';
import {
  type EntryState,
  type Journal,
  type JournalEntry,
  savedPath,
} from '../../electron/engine/changes/apply/journal.ts';
import { blobId } from '../../electron/engine/changes/blob-id.ts';
import { temporaryName } from '../../electron/lib/host-directory/create-file.ts';

/** The state of a file with this content. Null stands for no file. */
export function fileState(content: string | null, mode = 0o644): EntryState {
  return content === null ? { kind: 'absent' } : { kind: 'file', mode, object: blobId(Buffer.from(content)) };
}

/** An entry of a journal, and in the journal's folder the bytes of both sides; null for what has none. */
export function savedEntry(
  journalFolder: string,
  { path, saved }: Pick<JournalEntry, 'path' | 'saved'>,
  contents: { before: string | null; after: string | null },
  states: { before: EntryState; after: EntryState } = {
    before: fileState(contents.before),
    after: fileState(contents.after),
  },
): JournalEntry {
  mkdirSync(journalFolder, { recursive: true });
  for (const side of ['before', 'after'] as const) {
    const content = contents[side];
    if (content !== null) writeFileSync(savedPath(journalFolder, side, saved), content);
  }
  return { path, saved, temporary: temporaryName(), ...states };
}

/** The journal of an apply to a folder, which is being written. */
export function applyJournal(
  folder: string,
  entries: readonly JournalEntry[],
  options: Partial<Pick<Journal, 'state' | 'madeFolders'>> = {},
): Journal {
  return {
    version: 1,
    applyId: 'one',
    agentId: 'agent',
    folder,
    at: 1,
    state: 'writing',
    entries: [...entries],
    madeFolders: [],
    ...options,
  };
}
