import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { Button } from '../../ui/buttons/button.tsx';
import { IconArrowDown } from '../../ui/icons.ts';
import { type Fold, UNTOUCHED } from './folds.ts';
import type { Row } from './rows.ts';
import { TranscriptRow } from './transcript-row.tsx';

/** Closer to the end than this counts as at the end. */
const END_PX = 24;
/** No distance from the end is below it, also where the rows leave room. */
const NEVER_PX = Number.NEGATIVE_INFINITY;

/** The functions of the rows that the search calls. */
export interface RowsHandle {
  reveal(row: Row): void;
}

/** The rows of a transcript, of which only those in sight are rendered. They follow the end until a person scrolls up. */
export function TranscriptRows(props: {
  label: string;
  /** The same array while rows are added to it: `version` tells that it changed. */
  rows: readonly Row[];
  version: number;
  newestTodos: Row | undefined;
  folds: ReadonlyMap<number, Fold>;
  onFoldRow: (n: number, fold: Fold) => void;
  pattern: RegExp | undefined;
  current: Row | undefined;
  isLive: boolean;
  handle: Ref<RowsHandle>;
}) {
  const { rows, folds, onFoldRow } = props;
  const [follow, setFollow] = useState(true);
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const getItemKey = useCallback((index: number) => rows[index]?.n ?? index, [rows]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rows[index]?.px ?? 0,
    getItemKey,
    overscan: 8,
    // What a person reads stays in its place while rows are added and dropped above it.
    anchorTo: 'end',
    followOnAppend: follow,
    scrollEndThreshold: follow ? END_PX : NEVER_PX,
  });
  useLayoutEffect(() => virtual.scrollToEnd(), [virtual]);
  const foldRow = useCallback(
    (n: number, fold: Fold) => {
      // The line that was clicked stays in its place, and what it opened grows below.
      setFollow(false);
      onFoldRow(n, fold);
    },
    [onFoldRow],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: what a person opened may have moved the end
  useEffect(() => {
    const frame = requestAnimationFrame(() => setFollow(virtual.isAtEnd(END_PX)));
    return () => cancelAnimationFrame(frame);
  }, [folds, virtual]);
  useImperativeHandle(props.handle, () => ({
    reveal: (row) => {
      const index = rows.indexOf(row);
      if (index < 0) return;
      setFollow(false);
      virtual.scrollToIndex(index, { align: 'center' });
    },
  }));
  const jump = () => {
    setFollow(true);
    virtual.scrollToEnd();
  };
  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const isUp = element.scrollTop < lastTop.current - 1;
    lastTop.current = element.scrollTop;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight <= END_PX;
    if (isUp && !isAtEnd) setFollow(false);
    else if (!isUp && isAtEnd) setFollow(true);
  };
  return (
    <div className="relative min-h-0 flex-1">
      {/* Screen readers announce no new lines, because a flood would make them useless; the transcript can be read. */}
      <div
        ref={scroller}
        role="log"
        aria-label={props.label}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard
        tabIndex={0}
        data-selectable
        onScroll={onScroll}
        onKeyDown={(event) => {
          if (event.key === 'End' && event.target === event.currentTarget) jump();
        }}
        className="absolute inset-0 overflow-y-auto bg-canvas outline-offset-[-2px]"
        style={{ overflowAnchor: 'none' }}
      >
        <div className="relative my-1" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index];
            return (
              row && (
                <div
                  key={key}
                  ref={virtual.measureElement}
                  data-index={index}
                  className="absolute inset-x-0 top-0 [contain:content]"
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <TranscriptRow
                    row={row}
                    revision={row.revision}
                    fold={folds.get(row.n) ?? UNTOUCHED}
                    onFoldRow={foldRow}
                    pattern={props.pattern}
                    isCurrent={row === props.current}
                    isLive={props.isLive}
                    isNewest={row === props.newestTodos}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
      {!follow && (
        <Button
          size="sm"
          icon={IconArrowDown}
          onClick={jump}
          className="absolute right-6 bottom-4 shadow-float"
        >
          Jump to newest
        </Button>
      )}
    </div>
  );
}
