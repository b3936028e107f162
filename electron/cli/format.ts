const SECOND = 1000;
const UNITS: readonly [string, number][] = [
  ['d', 86_400 * SECOND],
  ['h', 3_600 * SECOND],
  ['m', 60 * SECOND],
  ['s', SECOND],
];

/** How long ago a time (ms since the epoch) was: "3h ago". */
export function age(at: number, now = Date.now()): string {
  const elapsedMs = Math.max(now - at, 0);
  const [unit, length] = UNITS.find(([, each]) => elapsedMs >= each) ?? ['s', SECOND];
  return `${Math.floor(elapsedMs / length)}${unit} ago`;
}

/** "15s", "30m", "2h", or seconds alone; undefined when it is none of these. Milliseconds. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim());
  if (!match) return undefined;
  const factor = match[2] === 'ms' ? 1 : (UNITS.find(([unit]) => unit === (match[2] ?? 's'))?.[1] ?? SECOND);
  return Math.round(Number(match[1]) * factor);
}

/** "09:41:07" of the local day, from ms since the epoch. */
export function timeOfDay(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}

/** A path, and after an arrow the new one of a renamed file. */
export function renamed(path: string, oldPath: string | undefined): string {
  return oldPath === undefined ? path : `${oldPath} → ${path}`;
}
