import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useLayoutEffect, useRef } from 'react';
import { useTheme } from '../theme/use-theme.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconArrowDown } from '../ui/icons.ts';
import { LogRow, ROW_PX } from './log-row.tsx';
import type { LogWindow } from './log-window.ts';
import type { WindowLine } from './window-line.ts';

/** Closer to the end than this counts as at the end. */
const END_PX = ROW_PX;
/** Room for the mark and the timestamp, in characters. */
const GUTTER_CH = 24;

/** The visible lines, the newest at the bottom. Scrolling up stops following; scrolling to the end resumes it. */
export function LogRows(props: {
  lines: LogWindow;
  version: number;
  timestamps: boolean;
  fields: boolean;
  onOpen: (line: WindowLine) => void;
  follow: boolean;
  onFollowChange: (follow: boolean) => void;
}) {
  const { lines, version, follow, onFollowChange } = props;
  const theme = useTheme();
  const scroller = useRef<HTMLDivElement>(null);
  const last = useRef({ top: 0, dropped: lines.dropped });
  const rows = useVirtualizer({
    count: lines.shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 20,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: every new version may have moved the end
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const movedPx = (lines.dropped - last.current.dropped) * ROW_PX;
    last.current.dropped = lines.dropped;
    if (follow) element.scrollTop = element.scrollHeight;
    // Rows were removed at the top, so the scroll position moves with the visible text.
    else if (movedPx > 0) element.scrollTop -= movedPx;
    last.current.top = element.scrollTop;
  }, [version, follow, lines]);

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    const atEnd = scrollHeight - scrollTop - clientHeight <= END_PX;
    const up = scrollTop < last.current.top - 1;
    last.current.top = scrollTop;
    if (follow && up && !atEnd) onFollowChange(false);
    else if (!follow && !up && atEnd) onFollowChange(true);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'End') onFollowChange(true);
  };

  return (
    <div className="relative min-h-0 flex-1">
      {/* Screen readers announce no new lines, because a flood would make them useless; the log can be read and searched. */}
      <div
        ref={scroller}
        role="log"
        aria-label="Agent logs"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard
        tabIndex={0}
        data-selectable
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        className="absolute inset-0 overflow-auto bg-canvas font-mono text-sm outline-offset-[-2px]"
      >
        <div
          className="relative min-w-full"
          style={{ height: rows.getTotalSize(), width: `${lines.longest + GUTTER_CH}ch` }}
        >
          {rows.getVirtualItems().map(({ index, start }) => {
            const line = lines.shown[index];
            return (
              line && (
                <LogRow
                  key={`${line.n}${line.source}`}
                  line={line}
                  theme={theme}
                  timestamps={props.timestamps}
                  fields={props.fields}
                  onOpen={props.onOpen}
                  topPx={start}
                />
              )
            );
          })}
        </div>
      </div>
      {!follow && (
        <Button
          size="sm"
          icon={IconArrowDown}
          onClick={() => onFollowChange(true)}
          className="absolute right-6 bottom-4 shadow-float"
        >
          Jump to newest
        </Button>
      )}
    </div>
  );
}
