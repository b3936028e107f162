import { z } from 'zod';
import type { ModelUsage } from './attempt-progress.ts';
import type { TokenUsage } from './transcript.ts';

const price = z.number().min(0).max(100_000);

/** What a model's tokens cost, in USD for a million of them. Without a price for a kind, tokens of it have none. */
const modelPriceSchema = z.strictObject({
  input: price,
  output: price,
  cacheRead: price.optional(),
  cacheWrite: price.optional(),
});
type ModelPrice = z.infer<typeof modelPriceSchema>;

/** A dated list of prices; a person may put another one in its place. */
export const priceListSchema = z.strictObject({
  version: z.literal(1),
  /** The day on which these were the prices: YYYY-MM-DD. */
  asOf: z.iso.date(),
  source: z.string().max(1_000).default(''),
  models: z.record(z.string().min(1).max(200), modelPriceSchema),
});
export type PriceList = z.output<typeof priceListSchema>;

/** The prices in use, as a person is told. */
export const usedPricesSchema = z.object({
  asOf: z.string(),
  /** The list of the person's own that is in use; absent: the app's. */
  ownPath: z.string().optional(),
  /** Why the list of the person's own is not in use. */
  problem: z.string().optional(),
});
export type UsedPrices = z.infer<typeof usedPricesSchema>;

export const costSchema = z.object({
  /** Of everything that has a price. */
  usd: z.number(),
  /** Models, as their programs name them, whose tokens have no price; empty: all of it is in the sum. */
  unpriced: z.array(z.string()),
});
export type Cost = z.infer<typeof costSchema>;

/** Dates and words behind a model's name that do not change its price. */
const SUFFIX = /(-\d{8}|-\d{4}-\d{2}-\d{2}|-latest|-preview(-[\d-]+)?|@\d{8}|\[1m\])$/;

/** The price of a model: by its name, then without the name of a provider before it, then without date and such behind it. Pure. */
export function priceOf(list: PriceList, model: string): ModelPrice | undefined {
  const name = model.toLowerCase();
  for (const start of new Set([name, name.slice(name.lastIndexOf('/') + 1)])) {
    for (let candidate = start; ; ) {
      if (Object.hasOwn(list.models, candidate)) return list.models[candidate];
      const shorter = candidate.replace(SUFFIX, '');
      if (shorter === candidate) break;
      candidate = shorter;
    }
  }
  return undefined;
}

/** What the tokens cost by the list; by the program's own word where the list has no price. Pure. */
export function costOf(usages: readonly ModelUsage[], list: PriceList): Cost {
  const cost: Cost = { usd: 0, unpriced: [] };
  for (const { model, tokens, costUsd } of usages) {
    const usd = (model === undefined ? undefined : listedUsd(tokens, priceOf(list, model))) ?? costUsd;
    if (usd !== undefined) cost.usd += usd;
    else if (tokenCount(tokens) > 0) cost.unpriced.push(model ?? '');
  }
  return { ...cost, unpriced: [...new Set(cost.unpriced)] };
}

/** All tokens, of whatever kind. */
export const tokenCount = ({ input, output, cacheRead, cacheWrite }: TokenUsage): number =>
  input + output + cacheRead + cacheWrite;

/** Undefined when tokens of a kind have no price. */
function listedUsd(tokens: TokenUsage, price: ModelPrice | undefined): number | undefined {
  if (!price) return undefined;
  let usd = 0;
  for (const kind of ['input', 'output', 'cacheRead', 'cacheWrite'] as const) {
    const perMillion = price[kind];
    if (tokens[kind] === 0) continue;
    if (perMillion === undefined) return undefined;
    usd += (tokens[kind] * perMillion) / 1_000_000;
  }
  return usd;
}
