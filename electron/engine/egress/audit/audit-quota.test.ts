import { expect, it } from 'vitest';
import { chainsToDrop, filesToDrop } from './audit-quota.ts';

const limits = { files: 4, totalBytes: 100 };
const dropped = (...chains: (readonly [string, ...number[]])[]) =>
  Object.fromEntries(
    filesToDrop(
      chains.map(([name, ...files]) => ({ name, files })),
      limits,
    ),
  );

it('drops what a chain has beyond its own number of files', () => {
  expect(dropped(['a', 1, 1, 1, 1, 1, 1], ['b', 1])).toEqual({ a: 2 });
});

it('drops the oldest of the largest chains beyond the total, and nothing of one below its fair share', () => {
  expect(dropped(['flood', 30, 30, 30], ['quiet', 5], ['old', 20])).toEqual({ flood: 1 });
  expect(dropped(['one', 40, 40], ['two', 40, 39], ['quiet', 1])).toEqual({ one: 1, two: 1 });
});

it('drops the only file of the largest chain when all are small', () => {
  const sizes = Array.from({ length: 40 }, (_, index) => [`a${index}`, index === 7 ? 4 : 3] as const);
  const drops = dropped(...sizes);
  expect(drops).toHaveProperty('a7', 1);
  expect(Object.keys(drops)).toHaveLength(7);
});

it('drops the chains that were written longest ago beyond so many agents', () => {
  const chains = [3, 1, 2].map((writtenAt) => ({ name: `a${writtenAt}`, writtenAt }));
  expect(chainsToDrop(chains, { agents: 2 })).toEqual(['a1']);
  expect(chainsToDrop(chains, { agents: 3 })).toEqual([]);
});
