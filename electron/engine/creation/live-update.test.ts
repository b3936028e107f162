import { expect, it } from 'vitest';
import { checkMemoryInUse, lowersMemory, unreclaimableBytes, updateFor } from './live-update.ts';

it('sends only what changes, and swap with memory', () => {
  expect(updateFor({ memoryBytes: 100 })).toEqual({ Memory: 100, MemorySwap: 100 });
  expect(updateFor({ cpus: 0.5, pids: 9 })).toEqual({ NanoCpus: 5e8, PidsLimit: 9 });
});

it('does not count file cache as in use', () => {
  expect(unreclaimableBytes({ usage: 100, stats: { total_inactive_file: 30, inactive_file: 1 } })).toBe(70);
  expect(unreclaimableBytes({ usage: 100, stats: { inactive_file: 40 } })).toBe(60);
  expect(unreclaimableBytes({})).toBe(0);
});

it('looks at what is in use only when a running agent gets less', () => {
  const limits = { memoryBytes: 100, cpus: 1, pids: 1 };
  expect(lowersMemory({ limits, status: 'running' }, { memoryBytes: 50 })).toBe(true);
  expect(lowersMemory({ limits, status: 'running' }, { memoryBytes: 200 })).toBe(false);
  expect(lowersMemory({ limits, status: 'running' }, { cpus: 2 })).toBe(false);
  expect(lowersMemory({ limits, status: 'stopped' }, { memoryBytes: 50 })).toBe(false);
  expect(lowersMemory({ limits: { ...limits, memoryBytes: 0 }, status: 'paused' }, { memoryBytes: 50 })).toBe(
    true,
  );
});

it('says what is in use when a limit is below it', () => {
  expect(() => checkMemoryInUse(10 * 2 ** 20, 20 * 2 ** 20)).toThrow('uses 20 MiB now');
  expect(() => checkMemoryInUse(20, 20)).not.toThrow();
});
