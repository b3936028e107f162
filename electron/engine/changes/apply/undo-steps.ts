import { AppFailure } from '../../../contract/error.ts';
import type { Step } from '../../operations/run-steps.ts';
import { judgeTakingBack } from './entry-state.ts';
import { refuseWriters } from './folder-writers.ts';
import { changedOnHost, hostFailure } from './host-failure.ts';
import { type Journal, type JournalEntry, withNewNames, writeJournal } from './journal.ts';
import { judgeSeen, presentStates, toUndoPlan } from './undo-plan.ts';
import { type Judge, writeSide } from './write-entries.ts';

export interface UndoRequest {
  journalFolder: string;
  journal: Journal;
  /** The stamp of the plan that the person confirmed: what was changed since the apply is lost. */
  seen: string | undefined;
  /** Agents that can write to the folder now. */
  writers(): string[];
}

/** Restores the state before an apply. */
export function undoSteps({ journalFolder, journal, seen, writers }: UndoRequest): Step[] {
  const { folder } = journal;
  let judge: Judge = judgeTakingBack;
  return [
    {
      id: 'check',
      label: 'Check the host folder',
      async run({ signal }) {
        refuseWriters(writers(), folder);
        const present = await presentStates(journal, signal);
        const { changed, stamp } = toUndoPlan(present);
        if (seen === undefined) {
          if (changed[0] !== undefined) throw changedOnHost(changed[0]);
          return;
        }
        if (seen !== stamp) throw changedSinceSeen();
        judge = judgeSeen(present);
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

function changedSinceSeen(): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: 'It changed since you looked: a file was written to meanwhile. Nothing was touched.',
    actions: [{ kind: 'retry', label: 'Look again' }],
  });
}

function changedMeanwhile(path: string): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: `“${path}” was changed in the host folder while files were put back, and was left as it is.`,
  });
}
