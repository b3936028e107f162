import { type Ref, useState } from 'react';
import type { ListedFile } from '../../changes/change-list.ts';
import type { DiffHandle } from '../../changes/diff/diff-lines.tsx';
import { formatNumber } from '../../format/number.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { cx } from '../../ui/cx.ts';
import { SearchField } from '../../ui/fields/search-field.tsx';
import { IconAlertTriangle, IconFilter, IconGitCompare } from '../../ui/icons.ts';
import { SidePane } from '../../ui/layout/side-pane.tsx';
import { EmptyState } from '../../ui/states/empty-state.tsx';
import { Progress } from '../../ui/states/progress.tsx';
import { canApply, isRead, problemOf } from './compared-attempt.ts';
import { ComparedFiles, PLACE_CLASS } from './compared-files.tsx';
import { conflictWords } from './conflict-words.ts';
import { FileOutcomes } from './file-outcomes.tsx';
import { isPicked, type Picks } from './picks.ts';
import type { Comparison } from './use-comparison.ts';

const LIST_RANGE = { minPx: 220, maxPx: 640 };
/** Without the columns of the attempts; narrower where the diffs would have too little room beside it. */
const LIST_PX = { narrow: 210, wide: 300 };
const WIDE_WINDOW_PX = 1280;
const PLACE_PX = 24;

/** The files that the attempts changed, and the chosen one side by side; or why there are none. */
export function ComparedWork(props: {
  comparison: Comparison;
  picks: Picks;
  /** Absent when nothing can be applied. */
  onPick: ((attemptId: string, file: ListedFile) => void) | undefined;
  onPickAll: (attemptId: string) => void;
  list: Ref<{ focus(): void }>;
  diffs: Set<DiffHandle>;
}) {
  const { comparison, picks, onPick } = props;
  const { attempts, files, current, focused, conflicts } = comparison;
  const [widthPx, setWidthPx] = useState(
    (window.innerWidth < WIDE_WINDOW_PX ? LIST_PX.narrow : LIST_PX.wide) + PLACE_PX * attempts.length,
  );
  if (files.length === 0) return <NoFiles comparison={comparison} />;
  const conflict = current && conflicts.get(current.path);
  return (
    <div className="flex min-h-0 flex-1">
      <SidePane
        resizeLabel="Resize list of files"
        widthPx={widthPx}
        onWidthChange={setWidthPx}
        range={LIST_RANGE}
      >
        <div className="flex h-9 shrink-0 items-center gap-2 border-b pr-3 pl-3">
          <div className="flex">
            {attempts.map((compared, place) => {
              const { attempt, name, picture } = compared;
              return (
                <span key={attempt.id} className={PLACE_CLASS}>
                  <button
                    type="button"
                    aria-label={`Pick all files of ${name}`}
                    title={`Pick all files of ${name} (Shift ${place + 1})`}
                    aria-pressed={
                      picture.files.length > 0 &&
                      picture.files.every(({ path }) => isPicked(picks, attempt.id, path))
                    }
                    disabled={!canApply(compared)}
                    onClick={() => props.onPickAll(attempt.id)}
                    className={cx(
                      'figures h-[18px] w-5 rounded-sm border border-line-strong text-muted text-xs',
                      'hover:not-disabled:bg-hover disabled:opacity-50 aria-pressed:border-transparent aria-pressed:bg-accent-solid aria-pressed:text-on-solid',
                    )}
                  >
                    {place + 1}
                  </button>
                </span>
              );
            })}
          </div>
          <SearchField
            label="Filter files"
            placeholder="Part of a path"
            value={comparison.filter}
            onValueChange={comparison.onFilter}
            className="w-full"
          />
        </div>
        <ComparedFiles
          rows={comparison.rows}
          attempts={attempts}
          current={current?.path ?? null}
          onCurrentChange={comparison.onCurrent}
          picks={picks}
          conflicts={conflicts}
          onPick={onPick}
          handle={props.list}
        />
      </SidePane>
      {current && focused ? (
        <FileOutcomes
          key={current.path}
          file={current}
          attempts={attempts}
          focusedId={focused.attempt.id}
          onFocus={comparison.onFocus}
          picks={picks}
          onPick={onPick}
          conflict={conflict && conflictWords(conflict, comparison.nameOf)}
          diffs={props.diffs}
        />
      ) : (
        <div className="min-w-0 flex-1">
          <EmptyState icon={IconFilter} title="No file matches">
            {formatNumber(files.length)} files were searched.
          </EmptyState>
        </div>
      )}
    </div>
  );
}

/** Nothing is read yet, nothing can be read, or nobody changed anything. */
function NoFiles({ comparison: { attempts, refresh } }: { comparison: Comparison }) {
  if (attempts.length === 0) {
    return (
      <EmptyState icon={IconGitCompare} title="No attempts to compare">
        They were discarded, or have not begun.
      </EmptyState>
    );
  }
  const failed = attempts.find((compared) => problemOf(compared) !== undefined);
  if (failed) {
    return (
      <EmptyState
        icon={IconAlertTriangle}
        title={`The changes of ${failed.name} cannot be read`}
        action={<Button onClick={refresh}>Retry</Button>}
      >
        {problemOf(failed)}
      </EmptyState>
    );
  }
  if (!attempts.every(isRead)) {
    return (
      <div className="mx-auto w-80 flex-1 p-8">
        <Progress label="Comparing the files" />
      </div>
    );
  }
  return (
    <EmptyState icon={IconGitCompare} title="Nobody changed anything">
      Every attempt left the project as it was copied. What they printed says why.
    </EmptyState>
  );
}
