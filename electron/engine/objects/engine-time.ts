/** Parses an engine's RFC 3339 time to ms since the epoch; undefined for its "never" (year 1) and for invalid text. */
export function engineTime(text: string): number | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) || time <= 0 ? undefined : time;
}
