const FIRST_MS = 500;
const LONGEST_MS = 5_000;

/**
 * The pause in milliseconds before the next attempt after this many consecutive failures: none, then 0.5, 1, 2, 4, 5,
 * 5… seconds. Every automatic retry waits this long, so that retries never stop and never flood.
 */
export function backoffMs(failures: number): number {
  return failures <= 0 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
}
