import { MIB, MINIMUM_MEMORY_BYTES } from './agent-spec.ts';

const FACTORS: Record<string, number> = { b: 1, k: 1024, m: MIB, g: 1024 * MIB, t: 1024 * 1024 * MIB };

/** Reads a size as people and Docker write it: "512m", "1.5 GiB" or a number of bytes; undefined when it is none. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([bkmgt])(?:i?b)?)?$/i.exec(text.trim());
  return match ? Math.round(Number(match[1]) * (FACTORS[(match[2] ?? 'b').toLowerCase()] ?? 1)) : undefined;
}

export type MemoryParse = { ok: true; bytes: number } | { ok: false; message: string };

/**
 * Reads a memory size as people and Docker write it: "512m", "2g", "1.5 GiB", "768 MB" or a plain number of bytes.
 * All units are powers of 1024, as in `docker run --memory`. Sizes that the engine would refuse are refused here.
 */
export function parseMemory(text: string): MemoryParse {
  const bytes = parseBytes(text);
  if (bytes === undefined) return { ok: false, message: 'Write a size such as 512m, 2g or 1.5 GiB.' };
  if (bytes < MINIMUM_MEMORY_BYTES) return { ok: false, message: 'The engine needs at least 6 MiB.' };
  if (!Number.isSafeInteger(bytes)) return { ok: false, message: 'That is more memory than any host has.' };
  return { ok: true, bytes };
}

/** Reads the size of an agent's /tmp, which is in memory; sizes below 1 MiB are refused, and 0, which is no limit. */
export function parseTmpSize(text: string): MemoryParse {
  const bytes = parseBytes(text);
  if (bytes === undefined || bytes < MIB || !Number.isSafeInteger(bytes))
    return { ok: false, message: 'A size of at least 1 MiB, such as 100m or 1g.' };
  return { ok: true, bytes };
}

const UNITS: readonly [string, number][] = [
  ['GiB', 1024 * MIB],
  ['MiB', MIB],
  ['KiB', 1024],
];

/** A size that a person may edit, in the largest unit that states it exactly ("1.5 GiB", "1098 MiB"). */
export function exactSize(bytes: number): string {
  for (const [unit, factor] of UNITS) {
    const amount = bytes / factor;
    if (amount >= 1 && Math.round(amount * 100) / 100 === amount) return `${amount} ${unit}`;
  }
  return `${bytes} B`;
}

/** A number and its unit, separately, so that the unit can be set in a lighter weight. */
export type Quantity = { value: string; unit: string };

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/**
 * Bytes in binary units with three significant digits at most: 7.42, 74.2, 742. Whole numbers stay whole. `decimals` is
 * how many to write.
 */
export function readableBytes(bytes: number): { amount: number; decimals: number; unit: string } {
  let amount = Math.max(0, bytes);
  let unit = 0;
  // The limit is 999.5 and not 1024, because a fourth digit would make columns jump.
  while (amount >= 999.5 && unit < BYTE_UNITS.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  const decimals = Number.isInteger(amount) || amount >= 100 ? 0 : amount < 10 ? 2 : 1;
  return { amount, decimals, unit: BYTE_UNITS[unit] ?? 'B' };
}

/**
 * A measured size, rounded for reading: "512 MiB", "7.42 GiB". The window writes sizes with `renderer/format`, in the
 * person's locale.
 */
export function formatBytes(bytes: number): string {
  const { amount, decimals, unit } = readableBytes(bytes);
  return `${amount.toFixed(decimals)} ${unit}`;
}
