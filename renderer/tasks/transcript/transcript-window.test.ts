import { expect, it } from 'vitest';
import { TranscriptWindow } from './transcript-window.ts';

const always = () => true;
const never = () => false;
const textsIn = (rows: TranscriptWindow['rows']) =>
  rows.map(({ content }) => (content.kind === 'text' ? content.text : content.kind));

it('reads in slices, and what has no end yet when the output is over', () => {
  const window = new TranscriptWindow('text');
  window.add('one\ntwo\nthr');
  window.add('ee');
  window.read(always);
  expect(textsIn(window.rows)).toEqual(['one']);
  expect(window.isBehind).toBe(true);
  window.read(never);
  expect(textsIn(window.rows)).toEqual(['one', 'two']);
  window.end();
  window.read(never);
  expect(textsIn(window.rows)).toEqual(['one', 'two', 'three']);
  expect(textsIn(window.lines)).toEqual(['one', 'two', 'three']);
  expect([window.isBehind, window.isCut]).toEqual([false, false]);
});

it('numbers a row once, whether it is a line or not', () => {
  const window = new TranscriptWindow('text');
  window.add('one\ntwo\n');
  window.read(never);
  const numbers = [...window.rows, ...window.lines].map(({ n }) => n);
  expect(new Set(numbers).size).toBe(4);
});

it('keeps the newest lines of a flood, by their number and by their length', () => {
  const many = new TranscriptWindow('text', { lines: 100, characters: 1_000_000 });
  many.add(Array.from({ length: 150 }, (_, n) => `${n}\n`).join(''));
  many.read(never);
  expect(many.lines.length).toBeLessThanOrEqual(105);
  expect(textsIn(many.rows)).toEqual(textsIn(many.lines));
  expect(textsIn(many.rows).at(-1)).toBe('149');
  expect(many.isCut).toBe(true);

  const long = new TranscriptWindow('text', { lines: 100, characters: 1_000 });
  for (let n = 0; n < 10; n += 1) long.add(`${'x'.repeat(300)}\n`);
  long.read(never);
  expect(long.rows).toHaveLength(3);
  long.add(`${'y'.repeat(5_000)}\n`);
  long.read(never);
  expect(textsIn(long.rows)).toEqual(['y'.repeat(5_000)]);
});

it('holds no more lines that wait to be read than it would keep', () => {
  const window = new TranscriptWindow('text', { lines: 100, characters: 1_000_000 });
  window.add('\n'.repeat(100_000));
  window.add('end\n');
  let slices = 0;
  while (window.isBehind) {
    window.read(always);
    slices += 1;
  }
  expect(slices).toBeLessThanOrEqual(201);
  expect(textsIn(window.rows).at(-1)).toBe('end');
});

it('starts anew where output is left out', () => {
  const window = new TranscriptWindow('text');
  window.add('one\n');
  window.read(never);
  window.skip();
  window.add('later\n');
  window.read(never);
  expect(textsIn(window.rows)).toEqual(['later']);
  expect(window.isCut).toBe(true);
});
