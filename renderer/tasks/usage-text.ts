import type { ModelUsage } from '../../electron/contract/attempt-progress.ts';
import { type Cost, tokenCount } from '../../electron/contract/prices.ts';
import type { ReachedLimit } from '../../electron/contract/task-limits.ts';
import type { TokenUsage } from '../../electron/contract/transcript.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';
import { formatNumber } from '../format/number.ts';
import { formatUsd } from '../format/usd.ts';

/** A number of tokens in a few characters: "840", "12.3k", "4.1M". */
export function formatTokens(tokens: number): string {
  if (tokens < 1_000) return formatNumber(tokens);
  const [value, unit] = tokens < 999_950 ? [tokens / 1_000, 'k'] : [tokens / 1_000_000, 'M'];
  return `${value.toFixed(value < 100 ? 1 : 0)}${unit}`;
}

/** All tokens of the kinds, added up by kind. */
export function addTokens(usages: readonly ModelUsage[]): TokenUsage {
  const sum = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  for (const { tokens } of usages)
    for (const kind of ['input', 'output', 'cacheRead', 'cacheWrite'] as const) sum[kind] += tokens[kind];
  return sum;
}

/** What attempts cost together. */
export function addCosts(costs: readonly Cost[]): Cost {
  return {
    usd: costs.reduce((sum, { usd }) => sum + usd, 0),
    unpriced: [...new Set(costs.flatMap(({ unpriced }) => unpriced))],
  };
}

/** What something used, in a few words: "12.3k tokens, $0.42". Undefined: no program reported any. */
export function usageText(usages: readonly ModelUsage[], cost: Cost | undefined): string | undefined {
  const tokens = tokenCount(addTokens(usages));
  if (tokens === 0) return undefined;
  return `${formatTokens(tokens)} tokens, ${costText(cost)}`;
}

/** Prices stand for what is known: what has none is named, and never counted as nothing. */
function costText(cost: Cost | undefined): string {
  if (!cost || (cost.usd === 0 && cost.unpriced.length > 0)) return 'no price';
  return cost.unpriced.length > 0 ? `more than ${formatUsd(cost.usd)}` : formatUsd(cost.usd);
}

/** Each kind of token, and what has no price. One line each. */
export function usageDetail(usages: readonly ModelUsage[], cost: Cost | undefined): string {
  const { input, output, cacheRead, cacheWrite } = addTokens(usages);
  const lines = [
    `Input: ${formatNumber(input)}`,
    `Output: ${formatNumber(output)}`,
    `Read from the cache: ${formatNumber(cacheRead)}`,
    `Written to the cache: ${formatNumber(cacheWrite)}`,
  ];
  const unpriced = cost?.unpriced.map((model) => (model === '' ? 'a model without a name' : model)) ?? [];
  return [...lines, ...(unpriced.length > 0 ? [`Without a price: ${unpriced.join(', ')}`] : [])].join('\n');
}

/** Why a task is held. */
export function heldText({ kind, allowed, used }: ReachedLimit): string {
  switch (kind) {
    case 'minutes':
      return `An attempt worked for ${formatNumber(used)} of ${formatNumber(allowed)} minutes.`;
    case 'tokens':
      return `It used ${formatTokens(used)} of ${formatTokens(allowed)} tokens.`;
    case 'costUsd':
      return `It cost ${formatUsd(used)} of ${formatUsd(allowed)}.`;
    default:
      return assertNever(kind);
  }
}
