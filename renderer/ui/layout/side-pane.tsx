import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { clampPane, type PaneRange, paneWidthAfterKey } from './pane-size.ts';

export type SidePaneProps = {
  /** Names the handle, such as "Resize sidebar". */
  resizeLabel: string;
  widthPx: number;
  onWidthChange: (widthPx: number) => void;
  range: PaneRange;
  children: ReactNode;
};

/** A pane at the left, resized by dragging or with the arrow keys. The parent component controls collapsing. */
export function SidePane(props: SidePaneProps) {
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const left = event.currentTarget.parentElement?.getBoundingClientRect().left ?? 0;
    props.onWidthChange(clampPane(event.clientX - left, props.range));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = paneWidthAfterKey(event.key, props.widthPx, props.range);
    if (next === undefined) return;
    event.preventDefault();
    props.onWidthChange(next);
  };
  return (
    <div className="relative flex h-full shrink-0" style={{ width: props.widthPx }}>
      <div className="flex min-w-0 flex-1 flex-col">{props.children}</div>
      {/* biome-ignore lint/a11y/useSemanticElements: an hr cannot be focused and moved */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={props.resizeLabel}
        aria-valuenow={props.widthPx}
        aria-valuemin={props.range.minPx}
        aria-valuemax={props.range.maxPx}
        tabIndex={0}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
        className="absolute inset-y-0 -right-1 z-20 w-2 cursor-col-resize before:absolute before:inset-y-0 before:left-[3px] before:w-px before:bg-line hover:before:bg-accent focus-visible:before:bg-accent"
      />
    </div>
  );
}
