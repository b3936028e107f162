import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, type Ref, useEffect, useId, useImperativeHandle, useRef } from 'react';
import { riskTitle, statusLook } from '../../changes/change-labels.ts';
import type { ListedFile, ListRow } from '../../changes/change-list.ts';
import { visibleText } from '../../changes/visible-text.ts';
import { formatNumber } from '../../format/number.ts';
import { cx } from '../../ui/cx.ts';
import { IconAlertTriangle } from '../../ui/icons.ts';
import { toneSoft, toneText } from '../../ui/tone.ts';
import type { ComparedAttempt } from './compared-attempt.ts';
import type { ComparedFile } from './comparison.ts';
import { isPicked, type PickConflict, type Picks } from './picks.ts';

const ROW_PX = 28;

/** A column for each attempt, above which its key stands. */
export const PLACE_CLASS = 'flex w-6 shrink-0 items-center justify-center';

export interface ComparedFilesProps {
  rows: readonly ListRow<ComparedFile>[];
  attempts: readonly ComparedAttempt[];
  current: string | null;
  onCurrentChange: (path: string) => void;
  picks: Picks;
  conflicts: ReadonlyMap<string, PickConflict>;
  /** Absent when nothing can be applied. */
  onPick: ((attemptId: string, file: ListedFile) => void) | undefined;
  handle: Ref<{ focus(): void }>;
}

/** The files that any of the attempts changed, with what each of them did to it. */
export function ComparedFiles(props: ComparedFilesProps) {
  const { rows, current } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  useImperativeHandle(props.handle, () => ({ focus: () => scroller.current?.focus() }), []);
  const index = rows.findIndex((row) => row.kind === 'file' && row.file.path === current);
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index);
  }, [index, virtual]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are drawn only while in sight
    <div
      ref={scroller}
      role="grid"
      aria-label="Changed files"
      aria-rowcount={rows.length}
      aria-activedescendant={index >= 0 ? `${id}-${index}` : undefined}
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }} role="none">
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const place = { id: `${id}-${item.index}`, index: item.index, topPx: item.start };
          if (row.kind === 'heading') return <Heading key={row.title} row={row} {...place} />;
          const { file } = row;
          return (
            <FileRow
              key={file.path}
              {...place}
              file={file}
              attempts={props.attempts}
              picks={props.picks}
              isCurrent={file.path === current}
              isInConflict={props.conflicts.has(file.path)}
              onCurrentChange={props.onCurrentChange}
              onPick={props.onPick}
            />
          );
        })}
      </div>
    </div>
  );
}

interface Place {
  id: string;
  index: number;
  topPx: number;
}

function Heading({
  row: { title, count },
  index,
  topPx,
}: { row: Extract<ListRow, { kind: 'heading' }> } & Place) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div
      role="row"
      aria-rowindex={index + 1}
      className="absolute inset-x-0 flex items-end px-4 pb-1 font-medium text-sm text-subtle"
      style={{ top: topPx, height: ROW_PX }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      <div role="gridcell" className="figures">
        {title} {formatNumber(count)}
      </div>
    </div>
  );
}

const FileRow = memo(function FileRow(
  props: Place & {
    file: ComparedFile;
    attempts: readonly ComparedAttempt[];
    picks: Picks;
    isCurrent: boolean;
    isInConflict: boolean;
    onCurrentChange: (path: string) => void;
    onPick: ((attemptId: string, file: ListedFile) => void) | undefined;
  },
) {
  const { file, attempts } = props;
  const shown = visibleText(file.path);
  const slash = shown.lastIndexOf('/');
  const isGone = file.changes.every((change) => change === undefined || change.status === 'deleted');
  const why = file.risks.map(({ kind, detail }) => `${riskTitle[kind]}: ${visibleText(detail)}`);
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the view takes the keys
    <div
      id={props.id}
      role="row"
      aria-rowindex={props.index + 1}
      aria-selected={props.isCurrent}
      onClick={() => props.onCurrentChange(file.path)}
      className="absolute inset-x-0 flex items-center gap-2 pr-3 pl-3 hover:bg-hover aria-selected:bg-selected"
      style={{ top: props.topPx, height: ROW_PX }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      <div role="gridcell" className="flex">
        {attempts.map(({ attempt, name }, place) => (
          <Mark
            key={attempt.id}
            change={file.changes[place]}
            label={`${shown} from ${name}`}
            isPicked={isPicked(props.picks, attempt.id, file.path)}
            onPick={
              props.onPick &&
              ((change) => {
                props.onCurrentChange(file.path);
                props.onPick?.(attempt.id, change);
              })
            }
          />
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      <div
        role="gridcell"
        title={[shown, ...why].join('\n')}
        className="flex min-w-0 flex-1 items-center gap-2"
      >
        <span className={cx('min-w-0 truncate', isGone && 'line-through')}>{shown.slice(slash + 1)}</span>
        {slash > 0 && (
          <span className="min-w-0 shrink-50 truncate text-sm text-subtle">{shown.slice(0, slash)}</span>
        )}
        {props.isInConflict ? (
          <Remark className="text-failed" text="Conflict" />
        ) : (
          file.risks[0] && <Remark className="text-paused" text={riskTitle[file.risks[0].kind]} isShort />
        )}
      </div>
    </div>
  );
});

/** `isShort`: only the sign, where there is little room. */
function Remark(props: { text: string; className: string; isShort?: boolean }) {
  const { text, className, isShort = false } = props;
  return (
    <span className={cx('ml-auto flex shrink-0 items-center gap-1 text-sm', className)}>
      <IconAlertTriangle aria-hidden size={14} stroke={1.75} />
      <span className={cx(isShort && 'max-[1280px]:sr-only')}>{text}</span>
    </span>
  );
}

/** What one attempt did to the file, as a letter that picks the file from the attempt. */
function Mark(props: {
  change: ListedFile | undefined;
  label: string;
  isPicked: boolean;
  onPick: ((change: ListedFile) => void) | undefined;
}) {
  const { change, onPick } = props;
  if (!change) {
    return (
      <span aria-hidden className={cx(PLACE_CLASS, 'text-subtle')}>
        ·
      </span>
    );
  }
  const { letter, word, tone } = statusLook[change.status];
  return (
    <span className={PLACE_CLASS}>
      <button
        type="button"
        aria-pressed={props.isPicked}
        aria-label={`Pick ${props.label} (${word})`}
        tabIndex={-1}
        disabled={!onPick}
        onClick={(event) => {
          event.stopPropagation();
          onPick?.(change);
        }}
        className={cx(
          'flex h-[18px] w-5 items-center justify-center rounded-sm font-medium font-mono text-xs',
          props.isPicked ? 'bg-accent-solid text-on-solid' : [toneSoft[tone], toneText[tone]].join(' '),
        )}
      >
        {letter}
      </button>
    </span>
  );
}
