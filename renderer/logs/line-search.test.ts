import { describe, expect, it } from 'vitest';
import { LineSearch } from './line-search.ts';
import type { WindowLine } from './window-line.ts';

const line = (n: number, source: WindowLine['source'] = 'stdout', text = `line ${n}`): WindowLine => ({
  n,
  source,
  text,
  plain: text,
});
const lines = (count: number) => Array.from({ length: count }, (_, n) => line(n));
const noDeadline = () => false;

describe('LineSearch', () => {
  it('stops where it is told to, and goes on from there', () => {
    const search = new LineSearch();
    const all = lines(10_000);
    search.restart((plain) => plain.endsWith('99'));
    let slices = 0;
    while (search.searched < all.length) {
      search.advance(all, () => true);
      slices += 1;
      expect(search.passing.every(({ n }) => n < search.searched)).toBe(true);
    }
    expect(slices).toBeGreaterThan(10);
    expect(search.matches).toBe(100);
  });

  it('asks for the time after each of a few long lines', () => {
    const search = new LineSearch();
    search.restart(() => true);
    const long = Array.from({ length: 5 }, (_, n) => line(n, 'stdout', 'x'.repeat(16_384)));
    search.advance(long, () => true);
    expect(search.searched).toBe(1);
  });

  it('tests a line once, whatever comes after it', () => {
    const search = new LineSearch();
    let tests = 0;
    search.restart(() => {
      tests += 1;
      return true;
    });
    const all = lines(100);
    for (let count = 1; count <= all.length; count += 1) search.advance(all.slice(0, count), noDeadline);
    expect(tests).toBe(100);
  });

  it('counts no remark of the app as a match', () => {
    const search = new LineSearch();
    search.restart((plain) => plain.includes('5'));
    search.advance([line(4), line(5), line(6, 'note', 'The agent stopped.')], noDeadline);
    expect(search.passing.map(({ n }) => n)).toEqual([5, 6]);
    expect(search.matches).toBe(1);
  });

  it('forgets the oldest lines, searched or not', () => {
    const search = new LineSearch();
    const all = lines(1_000);
    search.restart((plain) => plain.endsWith('5'));
    search.advance(all, () => true);
    const { searched, matches } = search;
    expect(searched).toBeLessThan(900);
    expect(search.drop(all.slice(0, 20))).toBe(2);
    expect(search.matches).toBe(matches - 2);
    expect(search.drop(all.slice(20, 900))).toBe(matches - 2);
    expect([search.matches, search.searched]).toEqual([0, 0]);
    search.advance(all.slice(900), noDeadline);
    expect(search.passing[0]?.n).toBe(905);
    expect(search.matches).toBe(10);
  });
});
