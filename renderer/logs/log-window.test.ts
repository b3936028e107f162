import { describe, expect, it } from 'vitest';
import type { LogsBatch } from '../../electron/contract/logs.ts';
import { LogWindow } from './log-window.ts';

function batch(from: number, count: number, leftOut = 0): LogsBatch {
  return {
    phase: 'live',
    leftOut,
    lines: Array.from({ length: count }, (_, at) => ({
      n: from + at,
      source: 'stdout' as const,
      text: `line ${from + at}`,
    })),
  };
}

const noDeadline = () => false;
const texts = (window: LogWindow) => window.shown.map(({ text }) => text);

describe('LogWindow', () => {
  it('stays bounded, keeps the newest and counts what went', () => {
    const window = new LogWindow({ lines: 100, bytes: 1e6 });
    for (let at = 0; at < 50; at += 1) window.add(batch(at * 10, 10));
    expect(window.total).toBeLessThanOrEqual(105);
    expect(window.full).toBe(true);
    expect(texts(window).at(-1)).toBe('line 499');
    expect(window.leftOut + window.total).toBe(500);
    expect(window.dropped).toBe(window.leftOut);
  });

  it('stays bounded in bytes too, and keeps the newest line however long it is', () => {
    const window = new LogWindow({ lines: 1_000, bytes: 10_000 });
    for (let at = 0; at < 20; at += 1) {
      window.add({
        phase: 'live',
        leftOut: 0,
        lines: [{ n: at, source: 'stdout', text: `${at} ${'x'.repeat(1_000)}` }],
      });
      expect(window.bytes).toBeLessThanOrEqual(10_500);
    }
    expect(window.leftOut + window.total).toBe(20);
    expect(window.total).toBeGreaterThan(2);
    window.add({ phase: 'live', leftOut: 0, lines: [{ n: 20, source: 'stdout', text: 'y'.repeat(20_000) }] });
    expect([window.total, window.leftOut]).toEqual([1, 20]);
    window.clear();
    expect(window.bytes).toBe(0);
  });

  it('filters what is there and what comes', () => {
    const window = new LogWindow();
    window.add(batch(0, 20));
    window.filter((plain) => plain.endsWith('5'));
    expect(texts(window)).toEqual([]);
    expect(window.unsearched).toBe(20);
    expect(window.search(noDeadline)).toBe(true);
    window.add(batch(20, 10));
    expect(window.unsearched).toBe(10);
    window.search(noDeadline);
    expect(texts(window)).toEqual(['line 5', 'line 15', 'line 25']);
    window.filter(null);
    expect(window.search(noDeadline)).toBe(true);
    expect(window.shown).toHaveLength(30);
  });

  it('drops filtered rows together with their lines', () => {
    const window = new LogWindow({ lines: 10, bytes: 1e6 });
    window.filter((plain) => plain.endsWith('0'));
    for (let at = 0; at < 10; at += 1) {
      window.add(batch(at * 10, 10));
      window.search(noDeadline);
    }
    const numbers = window.shown.map(({ n }) => n);
    expect(numbers.at(-1)).toBe(90);
    expect(numbers.every((n) => n >= 100 - window.total)).toBe(true);
  });

  it('says where lines are left out, whatever the filter', () => {
    const window = new LogWindow();
    window.filter(() => false);
    window.add(batch(0, 5));
    window.add(batch(1005, 5, 1000));
    window.search(noDeadline);
    expect([window.matches, window.total]).toEqual([0, 10]);
    expect(texts(window)).toEqual([expect.stringMatching(/^1,000 lines are left out here/)]);
    expect(window.leftOut).toBe(1000);
  });

  it('does not call older lines left out that were never asked for', () => {
    const window = new LogWindow();
    window.add(batch(500, 5, 500));
    expect(window.leftOut).toBe(0);
  });

  it('holds the text without its colours', () => {
    const window = new LogWindow();
    window.add({
      phase: 'live',
      leftOut: 0,
      lines: [{ n: 0, source: 'stderr', text: '\u001b[31mred\u001b[0m' }],
    });
    expect(window.shown[0]?.plain).toBe('red');
    expect(window.longest).toBe(3);
  });
});
