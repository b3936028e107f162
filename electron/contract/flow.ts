/** A stream's producer pauses above this much unacknowledged output (bytes, or items for streams of objects). */
export const HIGH_WATER_BYTES = 400_000;
/** The producer resumes below this. VS Code's marks of 100k and 5k halve the measured throughput of a console. */
export const LOW_WATER_BYTES = 100_000;
/** Streams of objects: batches in flight. */
export const HIGH_WATER_ITEMS = 16;
export const LOW_WATER_ITEMS = 4;
/** The window acknowledges in steps of this size; smaller than the low mark, or the stream would never resume. */
export const ACKNOWLEDGE_BYTES = 50_000;

/** The credit that an item uses: its bytes for a binary chunk, one for an object. */
export function costOf(item: unknown): number {
  return item instanceof Uint8Array ? item.byteLength : 1;
}

/** The credit that an input of a stream uses: the bytes that it carries, or one. */
export function costOfInput(input: unknown): number {
  const bytes = (input as { bytes?: unknown } | null)?.bytes;
  return bytes instanceof Uint8Array ? bytes.byteLength : 1;
}
