/** "2026-11-21T04:04:00.123456789Z ": what `logs?timestamps=1` puts before every line, always in UTC. */
export const STAMP_BYTES = 31;

/**
 * Takes the engine's timestamp off a line of history: as ms since the epoch, and as text, whose order is that of time
 * to the nanosecond. A line without one is handed back as it is.
 */
export function splitStamp(line: string): { at: number | undefined; stamp: string; text: string } {
  if (line[STAMP_BYTES - 1] !== ' ' || line[10] !== 'T') return { at: undefined, stamp: '', text: line };
  const at = Date.parse(`${line.slice(0, 23)}Z`);
  if (Number.isNaN(at)) return { at: undefined, stamp: '', text: line };
  return { at, stamp: line.slice(0, STAMP_BYTES - 1), text: line.slice(STAMP_BYTES) };
}
