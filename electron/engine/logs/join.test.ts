import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinAt, overlaps } from './join.ts';

const lines = (text: string) => [...text].map((character) => ({ text: character }));

describe('overlaps', () => {
  it('finds every way in which the end of one is the beginning of the other', () => {
    expect(overlaps(lines('xyabab'), lines('ababcd'))).toEqual([4, 2]);
    expect(overlaps(lines('abc'), lines('xyz'))).toEqual([]);
    expect(overlaps([], lines('a'))).toEqual([]);
    expect(overlaps(lines('aaaa'), lines('aa'))).toEqual([2, 1]);
    expect(overlaps(lines('cd'), lines('abcdef'))).toEqual([4]);
  });

  it('agrees with trying each length', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (earlier, later) => {
        const slow: number[] = [];
        for (let k = later.length; k > 0; k -= 1) {
          const start = later.slice(0, k);
          if (earlier.endsWith(start) || (earlier !== '' && start.endsWith(earlier))) slow.push(k);
        }
        expect(overlaps(lines(earlier), lines(later))).toEqual(slow);
      }),
    );
  });
});

describe('joinAt', () => {
  it('joins any two parts of a stream of distinct lines without loss or doubling', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), fc.nat(30), (before, shared, after) => {
        const all = Array.from({ length: before + shared + after }, (_, at) => ({ text: `line ${at}` }));
        const earlier = all.slice(0, before + shared);
        const later = all.slice(before);
        expect(joinAt(earlier, later, shared).drop).toBe(shared);
      }),
    );
  });

  it('finds history that began after the live stream did', () => {
    const all = Array.from({ length: 100 }, (_, at) => ({ text: `line ${at}` }));
    expect(joinAt(all.slice(30, 50), all, 20)).toEqual({ drop: 50, certain: true });
  });

  it('believes the timestamps where lines repeat', () => {
    expect(joinAt(lines('.....'), lines('..'), 1).drop).toBe(1);
    expect(joinAt(lines('.....'), lines('..'), 0).drop).toBe(0);
    expect(joinAt(lines('.....'), lines('..'), 5).drop).toBe(2);
  });

  it('takes several equal lines for an overlap even when the clocks disagree', () => {
    expect(joinAt(lines('abcd'), lines('cdef'), 0)).toEqual({ drop: 2, certain: true });
  });

  it('recognises the rest of a line whose beginning was missed', () => {
    const earlier = [{ text: 'one' }, { text: 'hello world' }, { text: 'two' }];
    expect(joinAt(earlier, [{ text: 'world' }, { text: 'two' }, { text: 'three' }], 2).drop).toBe(2);
    expect(joinAt(earlier.slice(0, 2), [{ text: 'world' }], 1).drop).toBe(1);
    expect(joinAt(earlier, [{ text: '' }, { text: 'two' }, { text: 'three' }], 0).drop).toBe(2);
  });

  it('takes a single equal line for an overlap when there is no other like it', () => {
    expect(joinAt(lines('abc'), lines('cd'), 0).drop).toBe(1);
    expect(joinAt(lines('acbc'), lines('cd'), 0).drop).toBe(0);
  });

  it('is not certain when the two do not touch', () => {
    expect(joinAt(lines('abc'), lines('xyz'), 0)).toEqual({ drop: 0, certain: false });
    expect(joinAt(lines('abc'), [], 2)).toEqual({ drop: 0, certain: false });
    expect(joinAt(lines('abc'), [], 0)).toEqual({ drop: 0, certain: true });
  });
});
