export type MemoryLevel = { fraction: number; level: 'ok' | 'high' | 'full' };

/** How full memory is. Without a limit (0) there is nothing to be full of. */
export function memoryLevel(usedBytes: number, limitBytes: number): MemoryLevel {
  if (limitBytes <= 0) return { fraction: 0, level: 'ok' };
  const fraction = Math.min(1, usedBytes / limitBytes);
  return { fraction, level: fraction >= 0.95 ? 'full' : fraction >= 0.8 ? 'high' : 'ok' };
}
