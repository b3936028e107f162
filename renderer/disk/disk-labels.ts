import type { DiskItem } from '../../electron/contract/disk.ts';
import { formatBytes } from '../format/quantity.ts';

/** The sum of the items' bytes, without items that the engine cannot measure. */
export function sumOf(items: readonly Pick<DiskItem, 'bytes'>[]): number {
  return items.reduce((total, { bytes }) => total + (bytes ?? 0), 0);
}

export const sizeWords = (bytes: number | null) => (bytes === null ? 'not known' : formatBytes(bytes));

/** Describes in one line what the removal of an item would do. */
export function dryRunWords({ label, bytes, removal, why }: DiskItem): string {
  const loss = removal === 'loses' ? 'Lost for good: ' : '';
  return `${loss}${label} (${sizeWords(bytes)}). ${why}`;
}
