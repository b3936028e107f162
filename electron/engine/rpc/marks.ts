import { HIGH_WATER_BYTES, HIGH_WATER_ITEMS, LOW_WATER_BYTES, LOW_WATER_ITEMS } from '../../contract/flow.ts';
import type { StreamName } from '../../contract/registry.ts';

/** Streams of bytes; all others are streams of objects. */
const BINARY: readonly StreamName[] = ['console.open', 'archive.read'];

/** Unacknowledged amounts of a stream at which its producer pauses (`high`) and resumes (`low`). */
export function marksOf(name: StreamName): { high: number; low: number } {
  return BINARY.includes(name)
    ? { high: HIGH_WATER_BYTES, low: LOW_WATER_BYTES }
    : { high: HIGH_WATER_ITEMS, low: LOW_WATER_ITEMS };
}
