export type PaneRange = { minPx: number; maxPx: number };

/** Width of a pane after a drag or key press, kept within its range, in whole pixels. */
export function clampPane(widthPx: number, { minPx, maxPx }: PaneRange): number {
  return Math.round(Math.min(maxPx, Math.max(minPx, widthPx)));
}

const STEP_PX = 16;

/** The width that a key asks for, or undefined for a key that does not resize. */
export function paneWidthAfterKey(key: string, widthPx: number, range: PaneRange): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return clampPane(widthPx - STEP_PX, range);
    case 'ArrowRight':
      return clampPane(widthPx + STEP_PX, range);
    case 'Home':
      return range.minPx;
    case 'End':
      return range.maxPx;
    default:
      return undefined;
  }
}
