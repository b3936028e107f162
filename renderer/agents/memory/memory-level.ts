export type MemoryLevel = { fraction: number; level: 'ok' | 'high' | 'full' };

/** The level of memory use. Without a limit (0) there is none to reach. */
export function memoryLevel(usedBytes: number, limitBytes: number): MemoryLevel {
  if (limitBytes <= 0) return { fraction: 0, level: 'ok' };
  const fraction = Math.min(1, usedBytes / limitBytes);
  return { fraction, level: fraction >= 0.95 ? 'full' : fraction >= 0.8 ? 'high' : 'ok' };
}
