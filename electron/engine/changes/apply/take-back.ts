import { judgeTakingBack, placesOf } from './entry-state.ts';
import { type Journal, type JournalEntry, removeJournal, withNewNames, writeJournal } from './journal.ts';
import { removeTemporaries, writeSide } from './write-entries.ts';

/**
 * Leads an apply or an undo that was cut off back to how it was before, as far as nobody wrote to the files since: what
 * a person wrote is left, and stays in the journal with its bytes, so that nothing of either is lost. Resolves to what
 * was left. What was written to be put in a place and never was, is removed.
 */
export async function takeBack(entry: { folder: string; journal: Journal }): Promise<JournalEntry[]> {
  const { folder: journalFolder } = entry;
  const { folder: place, entries } = entry.journal;
  await removeTemporaries(place, entries, placesOf(entries));
  const journal = withNewNames(entry.journal);
  await writeJournal(journalFolder, journal);
  const left = await writeSide({ folder: journal.folder, journalFolder, journal }, 'before', judgeTakingBack);
  if (left.length > 0) await writeJournal(journalFolder, { ...journal, state: 'interrupted', entries: left });
  else if (journal.state === 'writing') await removeJournal(journalFolder);
  else await writeJournal(journalFolder, { ...journal, state: 'undone' });
  return left;
}
