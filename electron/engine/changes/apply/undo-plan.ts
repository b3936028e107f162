import { createHash } from 'node:crypto';
import type { UndoPlan } from '../../../contract/apply.ts';
import { judgeTakingBack, placesOf, stateOf } from './entry-state.ts';
import type { EntryState, Journal, JournalEntry } from './journal.ts';
import type { Judge } from './write-entries.ts';

export interface PresentState {
  entry: Pick<JournalEntry, 'path' | 'before' | 'after'>;
  now: EntryState | undefined;
}

/** Reads what is in the place of every entry. */
export async function presentStates(
  { folder, entries }: Pick<Journal, 'folder' | 'entries'>,
  signal: AbortSignal,
): Promise<PresentState[]> {
  const present: PresentState[] = [];
  const places = placesOf(entries);
  for (const entry of entries) {
    signal.throwIfAborted();
    present.push({ entry, now: await stateOf(folder, entry.path, places) });
  }
  return present;
}

/** The stamp covers contents, link targets and permissions, so a confirmation holds for exactly these files. Pure. */
export function toUndoPlan(present: readonly PresentState[]): UndoPlan {
  const states = present.map(({ entry, now }) => [entry.path, ...fieldsOf(now)]);
  return {
    changed: present
      .filter(({ entry, now }) => judgeTakingBack(entry, now) === 'leave')
      .map(({ entry }) => entry.path),
    stamp: createHash('sha256').update(JSON.stringify(states)).digest('hex'),
  };
}

/** An undo that a person confirmed overwrites only what the person saw, and nothing that an apply never creates. */
export function judgeSeen(present: readonly PresentState[]): Judge {
  const seen = new Map(present.map(({ entry, now }) => [entry.path, fieldsOf(now).join(' ')]));
  return ({ path }, now) => (now && seen.get(path) === fieldsOf(now).join(' ') ? 'write' : 'leave');
}

function fieldsOf(state: EntryState | undefined): string[] {
  switch (state?.kind) {
    case undefined:
      return [];
    case 'absent':
    case 'folder':
      return [state.kind];
    case 'file':
      return ['file', String(state.mode), state.object];
    case 'symlink':
      return ['symlink', state.target];
  }
}
