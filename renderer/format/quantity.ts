/** A number and its unit apart, so that the unit can be set in a lighter weight. */
export type Quantity = { value: string; unit: string };

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Three significant digits at most: "7.42", "74.2", "742". Whole numbers stay whole. */
function digits(value: number): string {
  if (Number.isInteger(value) || value >= 100) return String(Math.round(value));
  return value.toFixed(value < 10 ? 2 : 1);
}

/** Bytes in binary units, as the engine's own limits are given. */
export function bytesQuantity(bytes: number): Quantity {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 999.5 and not 1024: a fourth digit would make columns jump.
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return { value: digits(value), unit: BYTE_UNITS[unit] ?? 'B' };
}

/** "512 MiB" */
export function formatBytes(bytes: number): string {
  const { value, unit } = bytesQuantity(bytes);
  return `${value} ${unit}`;
}

/** Percent without a sign, one decimal below 10: "4.2", "87". */
export function percentQuantity(percent: number): Quantity {
  const value = Math.max(0, percent);
  return { value: value > 0 && value < 9.95 ? value.toFixed(1) : String(Math.round(value)), unit: '%' };
}
