import type { TaskLimits } from '../../electron/contract/task-limits.ts';
import { formatNumber } from '../format/number.ts';
import { formatUsd } from '../format/usd.ts';

/** The limits of a task as typed; an empty field is none. */
export interface LimitForm {
  minutes: string;
  tokens: string;
  costUsd: string;
}

/** Long enough for most tasks, and an end for those that run in circles while nobody looks. */
export const USUAL_LIMITS: LimitForm = { minutes: '120', tokens: '', costUsd: '' };

export const LIMIT_RANGES = {
  minutes: { min: 1, max: 10_080, step: 10 },
  tokens: { min: 1_000, max: 1_000_000_000, step: 100_000 },
  costUsd: { min: 0.01, max: 100_000, step: 1 },
} as const;

type LimitName = keyof LimitForm;
const names: readonly LimitName[] = ['minutes', 'tokens', 'costUsd'];

/** The limits, or the problems by field. Pure. */
export function limitsFrom(
  form: LimitForm,
): { limits: TaskLimits } | { errors: Partial<Record<LimitName, string>> } {
  const limits: TaskLimits = {};
  const errors: Partial<Record<LimitName, string>> = {};
  for (const name of names) {
    const text = form[name].trim().replaceAll(',', '');
    if (text === '') continue;
    const value = Number(text);
    const { min, max } = LIMIT_RANGES[name];
    if (!(value >= min && value <= max)) errors[name] = `From ${formatNumber(min)} to ${formatNumber(max)}.`;
    else if (name !== 'costUsd' && !Number.isInteger(value)) errors[name] = 'A whole number.';
    else limits[name] = value;
  }
  return Object.keys(errors).length > 0 ? { errors } : { limits };
}

/** The limits in a few words: "120 minutes each, $5.00". Pure. */
export function limitsText({ minutes, tokens, costUsd }: TaskLimits): string {
  const words = [
    ...(minutes === undefined ? [] : [`${formatNumber(minutes)} minutes each`]),
    ...(tokens === undefined ? [] : [`${formatNumber(tokens)} tokens`]),
    ...(costUsd === undefined ? [] : [formatUsd(costUsd)]),
  ];
  return words.length === 0 ? 'none' : words.join(', ');
}
