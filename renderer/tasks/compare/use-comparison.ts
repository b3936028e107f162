import { useMemo, useState } from 'react';
import type { Attempt, Task } from '../../../electron/contract/task.ts';
import { type ListRow, listRows } from '../../changes/change-list.ts';
import { useStore } from '../../store/store.ts';
import { type ComparedAttempt, changedAttempt, comparedAttempt } from './compared-attempt.ts';
import { type ComparedFile, comparable, compareFiles, shownAttempts } from './comparison.ts';
import { conflictsOf, type PickConflict, type PickedFiles, type Picks, presentPicks } from './picks.ts';
import { useAttemptChanges } from './use-attempt-changes.ts';

export interface Comparison {
  /** All that have something to compare, of which at most six are shown. */
  begun: readonly Attempt[];
  attempts: readonly ComparedAttempt[];
  onChoose: (attemptIds: ReadonlySet<string>) => void;
  files: readonly ComparedFile[];
  rows: readonly ListRow<ComparedFile>[];
  filter: string;
  onFilter: (filter: string) => void;
  /** The file that is shown, and the attempt that `x` and the buttons are about. */
  current: ComparedFile | undefined;
  onCurrent: (path: string) => void;
  focused: ComparedAttempt | undefined;
  onFocus: (attemptId: string) => void;
  picked: readonly PickedFiles[];
  conflicts: ReadonlyMap<string, PickConflict>;
  nameOf: (attemptId: string) => string;
  refresh: () => void;
}

/** The attempts of a task beside each other: what each changed, and what is picked of it. */
export function useComparison(task: Task, picks: Picks): Comparison {
  const agentsById = useStore((state) => state.agentsById);
  const [chosen, setChosen] = useState<ReadonlySet<string>>();
  const [filter, setFilter] = useState('');
  const [path, setPath] = useState<string>();
  const [focusedId, setFocusedId] = useState<string>();
  const begun = useMemo(
    () => comparable(task.attempts, (agentId) => agentsById[agentId] !== undefined),
    [task.attempts, agentsById],
  );
  const shown = useMemo(() => shownAttempts(begun, chosen), [begun, chosen]);
  const { changes, refresh } = useAttemptChanges(shown);
  const attempts = useMemo(
    () =>
      shown.map((attempt) =>
        comparedAttempt(attempt, agentsById[attempt.agentId]?.name, changes.get(attempt.agentId)),
      ),
    [shown, agentsById, changes],
  );
  const files = useMemo(() => compareFiles(attempts.map(({ picture }) => picture.files)), [attempts]);
  const rows = useMemo(() => listRows(files, filter), [files, filter]);
  const picked = useMemo(() => presentPicks(picks, attempts.map(changedAttempt)), [picks, attempts]);
  const conflicts = useMemo(() => conflictsOf(picked), [picked]);
  const listed = rows.flatMap((row) => (row.kind === 'file' ? [row.file] : []));
  return {
    begun,
    attempts,
    onChoose: setChosen,
    files,
    rows,
    filter,
    onFilter: setFilter,
    current: listed.find((file) => file.path === path) ?? listed[0],
    onCurrent: setPath,
    focused: attempts.find(({ attempt }) => attempt.id === focusedId) ?? attempts[0],
    onFocus: setFocusedId,
    picked,
    conflicts,
    nameOf: (attemptId) => attempts.find(({ attempt }) => attempt.id === attemptId)?.name ?? '',
    refresh,
  };
}
