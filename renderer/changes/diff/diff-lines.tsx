import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { DiffHunk, FileDiff } from '../../../electron/contract/changes.ts';
import { cx } from '../../ui/cx.ts';
import { visibleParts } from '../visible-text.ts';
import { type DiffLayout, type DiffRow, diffRows, type Side } from './diff-rows.ts';
import { type Colours, highlightHunks, type Token } from './highlight.ts';
import { languageOf } from './language-of.ts';
import { type LineComments, type LineTarget, targetOf } from './line-comments.ts';
import { LineNumber } from './line-number.tsx';
import { useChosenLine } from './use-chosen-line.ts';

const ROW_PX = 20;

/** The functions of the diff that the list of files calls. */
export interface DiffHandle {
  stepHunk(direction: 1 | -1): void;
  focus(): void;
}

/** The hunks of one file. Only visible rows are rendered; content is rendered as text and never as markup. */
export function DiffLines(props: {
  diff: FileDiff;
  layout: DiffLayout;
  handle: Ref<DiffHandle>;
  /** An additional control in a hunk's header: a checkbox to select the hunk. */
  hunkControl?: ((hunk: number) => ReactNode) | undefined;
  /** Absent where nobody takes comments. */
  comments?: LineComments | undefined;
}) {
  const { diff, layout } = props;
  const rows = useMemo(() => diffRows(diff.hunks, layout), [diff, layout]);
  const colours = useColours(diff);
  const longest = useMemo(() => longestLine(diff.hunks), [diff]);
  const scroller = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 20,
  });
  const topRow = () => Math.round((scroller.current?.scrollTop ?? 0) / ROW_PX);
  const chosen = useChosenLine(rows, props.comments, {
    top: topRow,
    show: (row) => virtual.scrollToIndex(row, { align: 'auto' }),
  });
  useImperativeHandle(props.handle, () => ({
    focus: () => scroller.current?.focus(),
    stepHunk: (direction) => {
      const top = topRow();
      const heads = rows.flatMap((row, index) => (row.kind === 'hunk' ? [index] : []));
      const next = direction === 1 ? heads.find((at) => at > top) : heads.findLast((at) => at < top);
      if (next !== undefined) virtual.scrollToIndex(next, { align: 'start' });
    },
  }));
  const measure = () => {
    const { current } = scroller;
    current?.style.setProperty('--seen', `${current.clientWidth}px`);
    current?.style.setProperty('--scrolled', `${current.scrollLeft}px`);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once, for as long as the pane is there
  useLayoutEffect(() => {
    const observer = new ResizeObserver(measure);
    if (scroller.current) observer.observe(scroller.current);
    measure();
    return () => observer.disconnect();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file begins at its top
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0, left: 0 });
  }, [diff.path]);
  return (
    <section
      ref={scroller}
      aria-label="Differences"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard
      tabIndex={0}
      data-selectable
      onScroll={measure}
      onKeyDown={chosen.onKeyDown}
      className="syntax relative min-h-0 flex-1 overflow-auto bg-canvas font-mono text-sm outline-offset-[-2px]"
    >
      <div
        className="relative min-w-full"
        style={{
          height: virtual.getTotalSize(),
          width: layout === 'inline' ? `${longest + 16}ch` : `calc(50% + ${longest + 10}ch)`,
        }}
      >
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return (
            row && (
              <div
                key={item.index}
                className={cx(
                  'absolute inset-x-0 whitespace-pre leading-5',
                  item.index === chosen.row && 'outline outline-accent outline-offset-[-1px]',
                )}
                style={{ top: item.start, height: ROW_PX }}
              >
                <DiffLine
                  row={row}
                  hunks={diff.hunks}
                  colours={colours}
                  control={props.hunkControl}
                  comments={chosen.commentsOf(item.index)}
                />
              </div>
            )
          );
        })}
      </div>
      {chosen.target && (
        <p role="status" className="sr-only">
          {`${chosen.target.side === 'old' ? 'Removed line' : 'Line'} ${chosen.target.line}: ${chosen.target.code}`}
        </p>
      )}
    </section>
  );
}

/** One row of a diff. Its content is rendered as text and never as markup. */
export function DiffLine(props: {
  row: DiffRow;
  hunks: readonly DiffHunk[];
  colours: Colours | undefined;
  control?: ((hunk: number) => ReactNode) | undefined;
  comments?: LineComments | undefined;
  /** Nobody knows where in its file the line is. */
  hasNoNumber?: boolean;
}) {
  const { row, colours, comments } = props;
  const target = targetOf(row);
  if (row.kind === 'hunk') {
    const hunk = props.hunks[row.hunk];
    return (
      <div className={cx(IN_SIGHT, 'h-full items-center gap-2 bg-surface px-2 text-subtle')}>
        {props.control?.(row.hunk)}
        {hunk && `@@ −${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@ `}
        {hunk && <Text text={hunk.heading} tokens={undefined} />}
      </div>
    );
  }
  if (row.kind === 'inline') {
    const side = row.now ?? row.old;
    if (!side) return null;
    return (
      <div className={cx('flex', background(side))}>
        {!props.hasNoNumber && (
          <>
            <LineNumber side={row.old} target={row.now ? undefined : target} comments={comments} />
            <LineNumber side={row.now} target={target} comments={comments} />
          </>
        )}
        <Mark side={side} />
        <Line side={side} colours={colours} on={row.now ? 'now' : 'old'} />
      </div>
    );
  }
  return (
    <div className={cx(IN_SIGHT, 'h-full')}>
      <Half
        side={row.old}
        colours={colours}
        on="old"
        target={targetOf({ kind: 'inline', ...(row.old ? { old: row.old } : {}) })}
        comments={row.now && row.old?.line.kind === 'context' ? undefined : comments}
      />
      <Half side={row.now} colours={colours} on="now" target={target} comments={comments} />
    </div>
  );
}

/** As wide as the visible area, at any horizontal scroll position. */
const IN_SIGHT = 'sticky left-0 flex w-(--seen)';

function Half(props: {
  side: Side | undefined;
  colours: Colours | undefined;
  on: 'old' | 'now';
  target: LineTarget | undefined;
  comments: LineComments | undefined;
}) {
  const { side } = props;
  return (
    <div
      className={cx(
        'flex w-1/2 min-w-0 overflow-hidden',
        props.on === 'now' && 'border-l',
        side ? background(side) : 'bg-surface',
      )}
    >
      {side && (
        <>
          <LineNumber side={side} target={props.target} comments={props.comments} />
          <Mark side={side} />
          {/* Both sides scroll together: each half shifts its text by the pane's scroll position. */}
          <span className="min-w-0 flex-1 overflow-hidden">
            <span className="inline-block -translate-x-(--scrolled)">
              <Line side={side} colours={props.colours} on={props.on} />
            </span>
          </span>
        </>
      )}
    </div>
  );
}

const background = ({ line }: Side) =>
  line.kind === 'added' ? 'bg-running-soft' : line.kind === 'removed' ? 'bg-failed-soft' : '';

/** Marks added and removed lines by a sign, because colour alone is not enough. */
function Mark({ side }: { side: Side }) {
  const { kind } = side.line;
  return (
    <span className="w-[2ch] shrink-0 select-none text-subtle">
      {kind === 'added' ? '+' : kind === 'removed' ? '−' : ''}
    </span>
  );
}

function Line({ side, colours, on }: { side: Side; colours: Colours | undefined; on: 'old' | 'now' }) {
  const { line } = side;
  return (
    <span>
      <Text text={line.text} tokens={colours?.[side.hunk]?.[on][side.index]} />
      {line.cut && <Hidden text=" … the line goes on" />}
      {line.noEnd && <Hidden text=" no line end" />}
    </span>
  );
}

function Text({ text, tokens }: { text: string; tokens: Token[] | undefined }) {
  const parts: readonly Token[] = tokens ?? [{ text, className: '' }];
  return parts.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line never move
    <span key={index} className={token.className || undefined}>
      {visibleParts(token.text).map((part, at) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        part.hidden ? <Hidden key={at} text={part.text} /> : part.text,
      )}
    </span>
  ));
}

/** The written-out form of a hidden character, which is not the file's literal text. */
function Hidden({ text }: { text: string }) {
  return <span className="rounded-sm bg-paused-soft text-paused">{text}</span>;
}

export function useColours<T extends Pick<FileDiff, 'path' | 'hunks'>>(diff: T): Colours | undefined {
  const [highlighted, setHighlighted] = useState<{ diff: T; colours: Colours | undefined }>();
  useEffect(() => {
    let stale = false;
    highlightHunks(diff.hunks, languageOf(diff.path)).then(
      (colours) => {
        if (!stale) setHighlighted({ diff, colours });
      },
      // When a grammar fails on hostile text, only the colours are lost.
      () => setHighlighted(undefined),
    );
    return () => {
      stale = true;
    };
  }, [diff]);
  return highlighted?.diff === diff ? highlighted.colours : undefined;
}

function longestLine(hunks: readonly DiffHunk[]): number {
  let longest = 0;
  for (const { lines } of hunks) for (const { text } of lines) longest = Math.max(longest, text.length);
  return longest;
}
