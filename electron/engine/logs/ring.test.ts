import { describe, expect, it } from 'vitest';
import { LogRing } from './ring.ts';

function filled(limits: { lines: number; bytes: number }, texts: string[]): LogRing {
  const ring = new LogRing(limits);
  for (const text of texts) ring.push('stdout', text, undefined);
  return ring;
}

describe('LogRing', () => {
  it('keeps the newest lines and counts what a reader missed', () => {
    const ring = filled({ lines: 3, bytes: 1e6 }, ['a', 'b', 'c', 'd', 'e']);
    const { lines, leftOut, next } = ring.read(0, { lines: 10, bytes: 1e6 });
    expect(lines.map(({ n, text }) => `${n}${text}`)).toEqual(['2c', '3d', '4e']);
    expect(leftOut).toBe(2);
    expect(next).toBe(5);
  });

  it('is bounded in bytes too, and keeps the newest line however long it is', () => {
    const ring = filled({ lines: 100, bytes: 400 }, ['a'.repeat(50), 'b'.repeat(50), 'c'.repeat(50)]);
    expect(ring.bytes).toBeLessThanOrEqual(400);
    expect(ring.read(0, { lines: 10, bytes: 1e6 }).lines.map(({ text }) => text[0])).toEqual(['b', 'c']);
    ring.push('stderr', 'd'.repeat(5000), 1);
    expect(ring.read(0, { lines: 10, bytes: 1e6 }).lines.map(({ text }) => text[0])).toEqual(['d']);
  });

  it('numbers lines that were dropped elsewhere', () => {
    const ring = filled({ lines: 5, bytes: 1e6 }, ['a', 'b', 'c']);
    ring.skip(100);
    ring.push('stdout', 'd', undefined);
    expect(ring.read(3, { lines: 9, bytes: 1e6 })).toEqual({
      lines: [{ n: 103, source: 'stdout', text: 'd' }],
      leftOut: 100,
      next: 104,
    });
  });

  it('reads at least one line, and no more once they are long enough', () => {
    const ring = filled({ lines: 9, bytes: 1e6 }, ['a'.repeat(900), 'b'.repeat(900), 'c']);
    const step = ring.read(0, { lines: 9, bytes: 2_000 });
    expect(step.lines.map(({ text }) => text[0])).toEqual(['a', 'b']);
    expect(ring.read(step.next, { lines: 9, bytes: 1 })).toMatchObject({ lines: [{ n: 2 }], next: 3 });
  });

  it('reads in steps', () => {
    const ring = filled({ lines: 5, bytes: 1e6 }, ['a', 'b', 'c']);
    const step = ring.read(0, { lines: 2, bytes: 1e6 });
    expect(step.next).toBe(2);
    expect(ring.read(step.next, { lines: 2, bytes: 1e6 }).lines).toEqual([
      { n: 2, source: 'stdout', text: 'c' },
    ]);
    expect(ring.read(3, { lines: 2, bytes: 1e6 })).toEqual({ lines: [], leftOut: 0, next: 3 });
  });
});
