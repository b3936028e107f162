import type { DiskItem } from '../../electron/contract/disk.ts';
import { formatBytes } from '../../electron/contract/sizes.ts';

/** Bytes of all of them; those that the engine cannot measure count nothing. */
export function sumOf(items: readonly Pick<DiskItem, 'bytes'>[]): number {
  return items.reduce((total, { bytes }) => total + (bytes ?? 0), 0);
}

export const sizeWords = (bytes: number | null) => (bytes === null ? 'not known' : formatBytes(bytes));

/** One line of what a removal would do. */
export function dryRunWords({ label, bytes, removal, why }: DiskItem): string {
  const loss = removal === 'loses' ? 'Lost for good: ' : '';
  return `${loss}${label} (${sizeWords(bytes)}). ${why}`;
}
