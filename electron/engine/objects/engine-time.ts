/** Milliseconds since the epoch of an engine's RFC 3339 time; undefined for its "never" (year 1) and for nonsense. */
export function engineTime(text: string): number | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) || time <= 0 ? undefined : time;
}
