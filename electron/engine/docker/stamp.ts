/** Length of "2026-11-21T04:04:00.123456789Z ", which `logs?timestamps=1` puts before every line, always in UTC. */
export const STAMP_BYTES = 31;

/**
 * Splits the engine's timestamp from a line of history. `at`: ms since the epoch; `stamp`: text that sorts by time to
 * the nanosecond. A line without a timestamp is returned unchanged.
 */
export function splitStamp(line: string): { at: number | undefined; stamp: string; text: string } {
  if (line[STAMP_BYTES - 1] !== ' ' || line[10] !== 'T') return { at: undefined, stamp: '', text: line };
  const at = secondOf(line.slice(0, 19)) + Number(line.slice(20, 23));
  if (Number.isNaN(at)) return { at: undefined, stamp: '', text: line };
  return { at, stamp: line.slice(0, STAMP_BYTES - 1), text: line.slice(STAMP_BYTES) };
}

/** Last parsed second. Thousands of lines arrive per second; parsing its date once halves the cost of a line. */
let known = { text: '', at: 0 };

function secondOf(text: string): number {
  if (text !== known.text) known = { text, at: Date.parse(`${text}Z`) };
  return known.at;
}
