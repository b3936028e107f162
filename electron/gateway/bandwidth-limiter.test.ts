import { beforeEach, describe, expect, it } from 'vitest';
import { BandwidthLimiter } from './bandwidth-limiter.ts';

const MEBIBYTE = 1024 * 1024;
let now = 0;
let pace: BandwidthLimiter;

beforeEach(() => {
  now = 0;
  pace = new BandwidthLimiter(() => now);
});

describe('BandwidthLimiter', () => {
  it('never paces an agent that is alone, nor one whose company has gone quiet', () => {
    for (let index = 0; index < 1_000; index += 1) expect(pace.spend('one', MEBIBYTE)).toBe(0);
    pace.note('two');
    expect(pace.crowded('one')).toBe(true);
    now += 1_001;
    expect(pace.crowded('one')).toBe(false);
    expect(pace.spend('one', MEBIBYTE)).toBe(0);
  });

  it('lets each of several move 128 MiB/s, over all its connections', () => {
    const movedBytes = new Map<string, number>();
    const wakeAt = new Map<string, number>();
    for (; now < 1_000; now += 1) {
      for (const agent of ['one', 'two']) {
        if ((wakeAt.get(agent) ?? 0) > now) continue;
        movedBytes.set(agent, (movedBytes.get(agent) ?? 0) + 64 * 1024);
        wakeAt.set(agent, now + pace.spend(agent, 64 * 1024));
      }
      pace.note('three');
    }
    for (const bytes of movedBytes.values()) {
      expect(bytes / MEBIBYTE).toBeGreaterThan(60);
      expect(bytes / MEBIBYTE).toBeLessThan(140);
    }
  });

  it('makes nobody wait for few bytes, however many others flood', () => {
    for (let index = 0; index < 100; index += 1) pace.spend('flood', MEBIBYTE);
    expect(pace.spend('one', 16 * 1024)).toBe(0);
  });

  it('forgets an agent that is removed', () => {
    pace.note('two');
    pace.remove('two');
    expect(pace.crowded('one')).toBe(false);
  });
});
