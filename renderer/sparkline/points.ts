export type Point = { x: number; y: number };

export type Box = { x: number; y: number; width: number; height: number };

/**
 * The points of a sparkline: the newest value is at the right edge, and `capacity` values fill the width, so that a new
 * agent's line grows from the right. Values are clamped to `max`; with `max` 0 the line is flat.
 */
export function sparklinePoints(values: readonly number[], capacity: number, max: number, box: Box): Point[] {
  const step = box.width / Math.max(1, capacity - 1);
  const shown = values.slice(-capacity);
  const start = box.x + box.width - (shown.length - 1) * step;
  return shown.map((value, index) => {
    const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
    return { x: start + index * step, y: box.y + box.height * (1 - share) };
  });
}

/**
 * The top of a sparkline's scale: the highest value, but at least `floor`, so that noise at idle does not look like work.
 */
export function sparklineMax(values: readonly number[], floor: number): number {
  return values.reduce((highest, value) => Math.max(highest, value), floor);
}
