import type { WindowState } from '../contract/settings.ts';

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The remembered size, with the position if a large part of the window is on a display that exists now. */
export function boundsOn(displays: readonly Rectangle[], state: WindowState): Partial<Rectangle> {
  const { x, y, width, height } = state;
  if (x === undefined || y === undefined) return { width, height };
  const visible = displays.some((display) => {
    const overlapX = Math.min(x + width, display.x + display.width) - Math.max(x, display.x);
    const overlapY = Math.min(y + height, display.y + display.height) - Math.max(y, display.y);
    return overlapX >= 200 && overlapY >= 100;
  });
  return visible ? { x, y, width, height } : { width, height };
}
