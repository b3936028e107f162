import { AppFailure } from '../../../contract/error.ts';
import type { Step } from '../../operations/run-steps.ts';
import { judgeTakingBack, stateOf } from './entry-state.ts';
import { refuseWriters } from './folder-writers.ts';
import { changedOnHost, hostFailure } from './host-failure.ts';
import { type Journal, type JournalEntry, withNewNames, writeJournal } from './journal.ts';
import { writeSide } from './write-entries.ts';

export interface UndoRequest {
  journalFolder: string;
  journal: Journal;
  /** Also what was changed since: those changes are lost. */
  force: boolean;
  /** Agents that can write to the folder now. */
  writers(): string[];
}

/** Restores the state before an apply. */
export function undoSteps({ journalFolder, journal, force, writers }: UndoRequest): Step[] {
  const { folder } = journal;
  return [
    {
      id: 'check',
      label: 'Check the host folder',
      async run({ signal }) {
        refuseWriters(writers(), folder);
        if (force) return;
        for (const entry of journal.entries) {
          signal.throwIfAborted();
          const verdict = judgeTakingBack(entry, await stateOf(folder, entry.path));
          if (verdict === 'leave') throw changedOnHost(entry.path);
        }
      },
    },
    {
      id: 'restore',
      label: 'Put the files back',
      after: ['check'],
      // An undo that began is finished, because half of an undo is worse than none.
      async run({ progress }) {
        const undoing: Journal = { ...withNewNames(journal), state: 'undoing' };
        await writeJournal(journalFolder, undoing);
        const onProgress = (done: number, total: number) => progress({ unit: 'parts', done, total });
        const context = { folder, journalFolder, journal: undoing, onProgress };
        const judge = force ? () => 'write' as const : judgeTakingBack;
        let left: JournalEntry[];
        try {
          left = await writeSide(context, 'before', judge);
        } catch (error) {
          await writeJournal(journalFolder, journal);
          throw hostFailure(error, folder);
        }
        const rest = left.length > 0 ? { state: 'interrupted' as const, entries: left } : undefined;
        await writeJournal(journalFolder, { ...undoing, state: 'undone', ...rest });
        if (left[0]) throw changedMeanwhile(left[0].path);
      },
    },
  ];
}

function changedMeanwhile(path: string): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: `“${path}” was changed in the host folder while files were put back, and was left as it is.`,
  });
}
