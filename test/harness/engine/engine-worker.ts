import { afterAll, expect } from 'vitest';
import { removeEverything } from '../../../scripts/engine/api.mjs';
import { takeWorkerEngine } from './engine.ts';
import { leftBehind, takeInventory } from './inventory.ts';
import { withholdAuthorities } from './machine-authorities.ts';

/** Set-up of each file of engine tests: starts its worker's engine, and checks at the end that the file left nothing. */
const engine = await takeWorkerEngine(Number(process.env.VITEST_POOL_ID) - 1);
withholdAuthorities();
const before = await takeInventory(engine);

// Hooks run in reverse order, so that this one runs after every hook of the file.
afterAll(async () => {
  const left = leftBehind(before, await takeInventory(engine));
  // The objects are removed, so that the next file does not fail because of them.
  if (left.length > 0 && engine.isPrivate) await removeEverything(engine.socket);
  expect(left, 'left behind on the engine').toEqual([]);
});
