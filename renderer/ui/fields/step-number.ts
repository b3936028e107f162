export type NumberRange = { min: number; max: number; step: number };

/**
 * The number after one press of an arrow key, as text. Text that is no number starts from the minimum; the
 * result stays within the range and on the step's own decimals (0.1 + 0.2 gives "0.3").
 */
export function stepNumber(text: string, direction: 1 | -1, { min, max, step }: NumberRange): string {
  const current = parseNumber(text);
  if (current === undefined) return String(min);
  const decimals = Math.max(decimalsOf(step), decimalsOf(current));
  const next = Math.min(max, Math.max(min, current + direction * step));
  return String(Number(next.toFixed(decimals)));
}

/** The number that was typed, or undefined when it is not one. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  const value = Number(trimmed);
  return trimmed === '' || !Number.isFinite(value) ? undefined : value;
}

function decimalsOf(value: number): number {
  return String(value).split('.')[1]?.length ?? 0;
}
