const FIRST_MS = 500;
const LONGEST_MS = 5_000;

/**
 * The pause before the next attempt of what failed that many times in a row, milliseconds: none, then 0.5, 1, 2, 4,
 * 5, 5… seconds. Everything that is tried again by itself waits this long, so that nothing gives up and nothing floods.
 */
export function backoffMs(failures: number): number {
  return failures <= 0 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
}
