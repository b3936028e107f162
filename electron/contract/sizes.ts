import { MIB, MINIMUM_MEMORY_BYTES } from './agent-spec.ts';

const FACTORS: Record<string, number> = { b: 1, k: 1024, m: MIB, g: 1024 * MIB, t: 1024 * 1024 * MIB };

export type MemoryParse = { ok: true; bytes: number } | { ok: false; message: string };

/**
 * Reads a memory size as people and Docker write it: "512m", "2g", "1.5 GiB", "768 MB" or a plain number of bytes.
 * All units are powers of 1024, as in `docker run --memory`. Sizes that the engine would refuse are refused here.
 */
export function parseMemory(text: string): MemoryParse {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([bkmgt])(?:i?b)?)?$/i.exec(text.trim());
  if (!match) return { ok: false, message: 'Write a size such as 512m, 2g or 1.5 GiB.' };
  const bytes = Math.round(Number(match[1]) * (FACTORS[(match[2] ?? 'b').toLowerCase()] ?? 1));
  if (bytes < MINIMUM_MEMORY_BYTES) return { ok: false, message: 'The engine needs at least 6 MiB.' };
  if (!Number.isSafeInteger(bytes)) return { ok: false, message: 'That is more memory than any host has.' };
  return { ok: true, bytes };
}

const UNITS: readonly [string, number][] = [
  ['GiB', 1024 * MIB],
  ['MiB', MIB],
  ['KiB', 1024],
];

/** A limit in words: the largest unit that takes at most two decimals ("1.5 GiB", "700 MiB"), else rounded to them. */
export function formatBytes(bytes: number): string {
  for (const [unit, factor] of UNITS) {
    if (bytes >= factor) return `${Math.round((bytes / factor) * 100) / 100} ${unit}`;
  }
  return `${bytes} B`;
}

/** A size that a person may edit: the largest unit that says it exactly ("1.5 GiB", "1098 MiB"). */
export function exactSize(bytes: number): string {
  for (const [unit, factor] of UNITS) {
    const amount = bytes / factor;
    if (amount >= 1 && Math.round(amount * 100) / 100 === amount) return `${amount} ${unit}`;
  }
  return `${bytes} B`;
}
