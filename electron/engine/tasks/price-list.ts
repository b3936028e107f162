import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PriceList, priceListSchema, type UsedPrices } from '../../contract/prices.ts';
import type { Logger } from '../../lib/logger.ts';
import { readOwnFile } from '../../settings/own-file.ts';

/** The prices in use, and why a list of the person's own is not. */
export interface Prices extends Omit<UsedPrices, 'asOf'> {
  list: PriceList;
}

/** Without a list nothing has a price. */
const NO_PRICES: PriceList = { version: 1, asOf: '1970-01-01', source: '', models: {} };

/** The person's own `prices.json` in the app's data folder; without one, or when it is none, the app's. */
export async function readPrices(places: { dataPath: string; assetsPath: string }): Promise<Prices> {
  const ownPath = join(places.dataPath, 'prices.json');
  const own = await readOwnFile(ownPath);
  if (own.kind === 'text') {
    const read = parsePrices(own.text);
    if ('list' in read) return { ...read, ownPath };
    return { list: await shipped(places.assetsPath), problem: `${ownPath}: ${read.problem}` };
  }
  const list = await shipped(places.assetsPath);
  return own.kind === 'none' ? { list } : { list, problem: `${ownPath} cannot be read.` };
}

async function shipped(assetsPath: string): Promise<PriceList> {
  const text = await readFile(join(assetsPath, 'models', 'prices.json'), 'utf8');
  return priceListSchema.parse(JSON.parse(text));
}

function parsePrices(text: string): { list: PriceList } | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'This is no JSON.' };
  }
  const read = priceListSchema.safeParse(value);
  if (read.success) return { list: read.data };
  const [issue] = read.error.issues;
  return {
    problem: `${issue?.path.join('.') || 'The list'}: ${issue?.message ?? 'This is no list of prices.'}`,
  };
}

/** The prices that were read at the start. */
export class PricesInUse {
  #prices: Prices = { list: NO_PRICES };
  readonly #read: Promise<void>;

  constructor(places: { dataPath: string; assetsPath: string; logger: Logger }) {
    this.#read = readPrices(places).then(
      (prices) => {
        this.#prices = prices;
        if (prices.problem !== undefined)
          places.logger.warn('the own prices cannot be used', { problem: prices.problem });
      },
      (error: unknown) => places.logger.error('the prices cannot be read', { error }),
    );
  }

  ready(): Promise<void> {
    return this.#read;
  }

  get list(): PriceList {
    return this.#prices.list;
  }

  /** What a person is told of them. */
  get told(): UsedPrices {
    const { list, ...rest } = this.#prices;
    return { asOf: list.asOf, ...rest };
  }
}
