import { useEffect, useMemo, useState } from 'react';
import type { FileEdit } from '../../../electron/contract/transcript.ts';
import { DiffLine, useColours } from '../../changes/diff/diff-lines.tsx';
import { diffRows } from '../../changes/diff/diff-rows.ts';
import { formatNumber } from '../../format/number.ts';
import { cx } from '../../ui/cx.ts';
import { editHunks, hasPlaces } from './edit-hunks.ts';
import { linesAt } from './folds.ts';
import { HostileText, MoreButton } from './hostile-text.tsx';
import type { RowProps } from './row-props.ts';

/** What a program says it changed in a file. */
export function EditDiff(
  props: Pick<RowProps, 'fold' | 'onFold' | 'pattern'> & { edit: FileEdit; hasHead: boolean },
) {
  const { path, diff } = props.edit;
  return (
    <div className="min-w-0 overflow-hidden rounded-md border bg-canvas">
      {(props.hasHead || diff === undefined) && (
        <div className="border-b bg-surface px-3 py-1 font-mono text-sm [overflow-wrap:anywhere]">
          <HostileText text={path} pattern={props.pattern} />
          {diff === undefined && (
            <span className="font-sans text-subtle"> — the program does not say how</span>
          )}
        </div>
      )}
      {diff !== undefined && <Lines {...props} path={path} diff={diff} />}
    </div>
  );
}

const NO_FILE = { path: '', hunks: [] };
/** Rows that scroll by are gone before that, and to colour them would cost more than to draw them. */
const COLOUR_AFTER_MS = 150;

/** Whether a component has been there for a while. */
function useStays(): boolean {
  const [stays, setStays] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setStays(true), COLOUR_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return stays;
}

function Lines(props: Pick<RowProps, 'fold' | 'onFold'> & { path: string; diff: string }) {
  const { path, diff, fold } = props;
  const file = useMemo(() => ({ path, hunks: editHunks(diff) }), [path, diff]);
  const isPlaced = useMemo(() => hasPlaces(diff), [diff]);
  const rows = useMemo(
    () => diffRows(file.hunks, 'inline').filter(({ kind }) => isPlaced || kind !== 'hunk'),
    [file, isPlaced],
  );
  const colours = useColours(useStays() ? file : NO_FILE);
  const most = linesAt(fold.steps);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard */}
      <section tabIndex={0} aria-label="Difference" className="syntax overflow-x-auto font-mono text-sm">
        <div className="w-max min-w-full">
          {rows.slice(0, most).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a difference never move
            <div key={index} className={cx('min-h-5 whitespace-pre leading-5', !isPlaced && '[&>div]:pl-2')}>
              <DiffLine row={row} hunks={file.hunks} colours={colours} hasNoNumber={!isPlaced} />
            </div>
          ))}
        </div>
      </section>
      {rows.length > most && (
        <MoreButton
          fold={fold}
          onFold={props.onFold}
          rest={`${formatNumber(rows.length - most)} more lines`}
          isLastStep={linesAt(fold.steps + 1) >= rows.length}
        />
      )}
    </>
  );
}
