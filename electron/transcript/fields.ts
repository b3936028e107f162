import { bounded, PARTS_MAX } from './bounds.ts';

/** An object of JSON that somebody else wrote. Read its fields with the functions below, which take whatever is there. */
export type Fields = Record<string, unknown>;

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The text, cut to the bound; '' where there is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? bounded(value) : '';
}

/** The objects of a list, not more than are kept. */
export function listOf(value: unknown): Fields[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, PARTS_MAX).flatMap((each): Fields[] => {
    const fields = fieldsOf(each);
    return fields ? [fields] : [];
  });
}

/** A count; 0 where there is none. */
export function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** An amount of money; undefined where there is none that anybody could have spent. */
export function costOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value < 1e9 ? value : undefined;
}

/** The last ms that a Date can hold. */
const LAST_MS = 8_640_000_000_000_000;

/** A time as ms since the epoch: from a number, or a text that Date reads. */
export function timeOf(value: unknown): number | undefined {
  const ms = typeof value === 'string' && value.length <= 40 ? Date.parse(value) : value;
  return typeof ms === 'number' && ms >= 0 && ms <= LAST_MS ? Math.round(ms) : undefined;
}
