import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, useEffect, useId, useRef } from 'react';
import { formatNumber } from '../format/number.ts';
import { Badge } from '../ui/badge.tsx';
import { cx } from '../ui/cx.ts';
import { IconAlertTriangle } from '../ui/icons.ts';
import { riskTitle, statusLook } from './change-labels.ts';
import { type ListedFile, type ListRow, stepFile } from './change-list.ts';
import type { Ticked } from './selection.ts';
import { visibleText } from './visible-text.ts';

const ROW_PX = 28;

export interface FileListProps {
  rows: readonly ListRow[];
  current: string | null;
  onCurrentChange: (path: string) => void;
  /** Absent when files cannot be selected. */
  tickedOf?: ((path: string) => Ticked) | undefined;
  onTick?: ((path: string) => void) | undefined;
  /** Called by n and p: scrolls to the next or previous hunk of the diff beside the list. */
  onHunkStep: (direction: 1 | -1) => void;
}

/** The changed files: j and k (or the arrows) move, Space selects, n and p step through the hunks. */
export function FileList(props: FileListProps) {
  const { rows, current, onCurrentChange, onTick } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const index = rows.findIndex((row) => row.kind === 'file' && row.file.path === current);
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index);
  }, [index, virtual]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keyAction(event.key, props, rows);
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are drawn only while in sight
    <div
      ref={scroller}
      role="grid"
      aria-label="Changed files"
      aria-rowcount={rows.length}
      aria-activedescendant={index >= 0 ? `${id}-${index}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }} role="none">
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return row.kind === 'heading' ? (
            <Heading key={row.title} row={row} index={item.index} topPx={item.start} />
          ) : (
            <FileRow
              key={row.file.path}
              id={`${id}-${item.index}`}
              index={item.index}
              topPx={item.start}
              file={row.file}
              current={row.file.path === current}
              ticked={props.tickedOf?.(row.file.path)}
              onCurrentChange={onCurrentChange}
              onTick={onTick}
            />
          );
        })}
      </div>
    </div>
  );
}

function keyAction(key: string, props: FileListProps, rows: readonly ListRow[]): (() => void) | undefined {
  const { current, onCurrentChange, onTick, onHunkStep } = props;
  const step = (direction: 1 | -1) => () => {
    const next = stepFile(rows, current, direction);
    if (next !== null) onCurrentChange(next);
  };
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return step(1);
    case 'k':
    case 'ArrowUp':
      return step(-1);
    case 'n':
      return () => onHunkStep(1);
    case 'p':
      return () => onHunkStep(-1);
    case ' ':
      return current !== null && onTick ? () => onTick(current) : undefined;
    default:
      return undefined;
  }
}

function Heading(props: { row: Extract<ListRow, { kind: 'heading' }>; index: number; topPx: number }) {
  const { title, count } = props.row;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div
      role="row"
      aria-rowindex={props.index + 1}
      className="absolute inset-x-0 flex items-end px-4 pb-1 font-medium text-sm text-subtle"
      style={{ top: props.topPx, height: ROW_PX }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      <div role="gridcell" className="figures flex items-center gap-1.5">
        {title === 'Risky changes' && (
          <IconAlertTriangle aria-hidden size={14} stroke={1.75} className="text-paused" />
        )}
        {title} {formatNumber(count)}
      </div>
    </div>
  );
}

interface FileRowProps {
  id: string;
  index: number;
  topPx: number;
  file: ListedFile;
  current: boolean;
  ticked: Ticked | undefined;
  onCurrentChange: (path: string) => void;
  onTick: ((path: string) => void) | undefined;
}

const FileRow = memo(function FileRow({ file, current, ticked, ...props }: FileRowProps) {
  const { letter, word, tone } = statusLook[file.status];
  const shown = visibleText(file.path);
  const slash = shown.lastIndexOf('/');
  const oldPath = file.oldPath === undefined ? undefined : visibleText(file.oldPath);
  const title = oldPath === undefined ? shown : `${shown}\nRenamed from ${oldPath}`;
  const why = file.risks.map(({ kind, detail }) => `${riskTitle[kind]}: ${detail}`).join('\n');
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
    <div
      id={props.id}
      role="row"
      aria-rowindex={props.index + 1}
      aria-selected={current}
      onClick={() => props.onCurrentChange(file.path)}
      className="absolute inset-x-0 flex items-center gap-2 pr-3 pl-4 hover:bg-hover aria-selected:bg-selected"
      style={{ top: props.topPx, height: ROW_PX }}
    >
      {ticked !== undefined && (
        // biome-ignore lint/a11y/useSemanticElements: see the grid
        // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
        <div role="gridcell" className="flex">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={`Select ${shown}`}
            checked={ticked === 'all'}
            ref={(element) => {
              if (element) element.indeterminate = ticked === 'some';
            }}
            onClick={(event) => event.stopPropagation()}
            onChange={() => props.onTick?.(file.path)}
            className="size-3.5 accent-accent-solid"
          />
        </div>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      <div
        role="gridcell"
        title={why ? `${title}\n${why}` : title}
        className="flex min-w-0 flex-1 items-center gap-2"
      >
        <Badge tone={tone} className="w-5 justify-center font-mono">
          <span aria-hidden>{letter}</span>
          <span className="sr-only">{word}</span>
        </Badge>
        <span className={cx('truncate', file.status === 'deleted' && 'line-through')}>
          {shown.slice(slash + 1)}
        </span>
        {slash > 0 && <span className="min-w-0 truncate text-sm text-subtle">{shown.slice(0, slash)}</span>}
        {oldPath !== undefined && (
          <span className="min-w-0 truncate text-sm text-subtle">
            <span aria-hidden>← </span>
            <span className="sr-only">from </span>
            {oldPath}
          </span>
        )}
        {file.risks.length > 0 && (
          <span className="ml-auto flex shrink-0 items-center gap-1 text-paused text-sm">
            <IconAlertTriangle aria-hidden size={14} stroke={1.75} />
            {file.risks[0] && riskTitle[file.risks[0].kind]}
          </span>
        )}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      <div role="gridcell" className="figures shrink-0 text-sm">
        <LineCount file={file} />
      </div>
    </div>
  );
});

/** The counts of added and removed lines; empty until they are known. */
export function LineCount({ file }: { file: ListedFile }) {
  const { lines } = file;
  if (lines === undefined) return null;
  if (lines === null) return <span className="text-subtle">binary</span>;
  return (
    <>
      {lines.added > 0 && <span className="text-running">+{formatNumber(lines.added)}</span>}
      {lines.added > 0 && lines.removed > 0 && ' '}
      {lines.removed > 0 && <span className="text-failed">−{formatNumber(lines.removed)}</span>}
    </>
  );
}
