import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readPrices } from './price-list.ts';

const assetsPath = join(import.meta.dirname, '../../../assets');
let dataPath: string;
beforeEach(async () => {
  dataPath = await mkdtemp(join(tmpdir(), 'bulkhead-prices-'));
});
afterEach(() => rm(dataPath, { recursive: true }));
const own = (text: string) => writeFile(join(dataPath, 'prices.json'), text);

it('takes the app’s prices without a list of the person’s own', async () => {
  const { list, ownPath, problem } = await readPrices({ dataPath, assetsPath });
  expect(Object.keys(list.models).length).toBeGreaterThan(20);
  expect([ownPath, problem]).toEqual([undefined, undefined]);
});

it('takes the person’s own list instead', async () => {
  await own('{"version":1,"asOf":"2026-02-03","models":{"mine":{"input":1,"output":2}}}');
  expect(await readPrices({ dataPath, assetsPath })).toEqual({
    list: { version: 1, asOf: '2026-02-03', source: '', models: { mine: { input: 1, output: 2 } } },
    ownPath: join(dataPath, 'prices.json'),
  });
});

it.each([
  ['{', 'JSON'],
  ['{"version":1,"asOf":"soon","models":{}}', 'asOf'],
  ['{"version":1,"asOf":"2026-02-03","models":{"m":{"input":-1,"output":2}}}', 'models.m.input'],
])('says what is wrong with a list, and goes on with the app’s: %s', async (text, part) => {
  await own(text);
  const { list, problem } = await readPrices({ dataPath, assetsPath });
  expect(problem).toContain(part);
  expect(Object.keys(list.models).length).toBeGreaterThan(20);
});
