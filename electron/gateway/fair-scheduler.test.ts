import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FairScheduler, type Turn } from './fair-scheduler.ts';

let now = 0;
let scheduler: FairScheduler;

beforeEach(() => {
  now = 0;
  vi.useFakeTimers();
  scheduler = new FairScheduler(() => now);
});

afterEach(() => {
  scheduler.close();
  vi.useRealTimers();
});

async function advance(ms: number): Promise<void> {
  for (let step = 0; step < ms; step += 2) {
    now += 2;
    await vi.advanceTimersByTimeAsync(2);
  }
}

const isImmediate = (turn: Turn | Promise<Turn>): boolean => !(turn instanceof Promise);

describe('FairScheduler', () => {
  it('never delays an agent that is alone', () => {
    for (let index = 0; index < 10_000; index += 1) expect(isImmediate(scheduler.enter('one'))).toBe(true);
  });

  it('lets an agent that works one request at a time pass at once, beside any flood', () => {
    for (let index = 0; index < 1_000; index += 1) {
      void scheduler.enter('flood');
      const turn = scheduler.enter('one');
      if (turn instanceof Promise) expect.fail('was delayed');
      turn.ended = true;
    }
  });

  it('spaces a flood out beside others, and serves it in order', async () => {
    void scheduler.enter('one');
    const served: number[] = [];
    for (let index = 0; index < 1_000; index += 1) {
      void Promise.resolve(scheduler.enter('flood')).then(() => served.push(index));
    }
    await advance(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(served.length).toBeLessThan(10);
    await advance(400);
    expect(served.length).toBeGreaterThan(80);
    expect(served.length).toBeLessThan(150);
    expect(served).toEqual(served.toSorted((a, b) => a - b));
    // The other agent becomes inactive during this time.
    await advance(2_000);
    expect(served).toHaveLength(1_000);
  });

  it('does not count a request that waits for its server', async () => {
    void scheduler.enter('one');
    for (let index = 0; index < 5; index += 1) void scheduler.enter('slow');
    expect(isImmediate(scheduler.enter('slow'))).toBe(false);
    await advance(200);
    expect(isImmediate(scheduler.enter('slow'))).toBe(true);
  });
});
