import { type Quantity, readableBytes } from '../../electron/contract/sizes.ts';
import { formatFixed } from './number.ts';

/** Percent without a sign, one decimal below 10: "4.2", "87". */
export function percentQuantity(percent: number, locale?: string): Quantity {
  const value = Math.max(0, percent);
  const decimals = value > 0 && value < 9.95 ? 1 : 0;
  return { value: formatFixed(value, decimals, locale), unit: '%' };
}

/** Bytes in binary units, as the engine's own limits are given, with the number in the person's locale. */
export function bytesQuantity(bytes: number, locale?: string): Quantity {
  const { amount, decimals, unit } = readableBytes(bytes);
  return { value: formatFixed(amount, decimals, locale), unit };
}

/** A measured size, rounded for reading: "512 MiB", "7.42 GiB", in German "7,42 GiB". */
export function formatBytes(bytes: number, locale?: string): string {
  const { value, unit } = bytesQuantity(bytes, locale);
  return `${value} ${unit}`;
}
