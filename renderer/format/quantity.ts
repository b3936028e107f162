import type { Quantity } from '../../electron/contract/sizes.ts';

/** Percent without a sign, one decimal below 10: "4.2", "87". */
export function percentQuantity(percent: number): Quantity {
  const value = Math.max(0, percent);
  return { value: value > 0 && value < 9.95 ? value.toFixed(1) : String(Math.round(value)), unit: '%' };
}
