import { expect, it } from 'vitest';
import { LINE_MAX } from './bounds.ts';
import { LineSplitter } from './line-splitter.ts';

it('puts lines together from pieces, without their ends', () => {
  const splitter = new LineSplitter();
  expect(splitter.push('one\r\ntw')).toEqual(['one']);
  expect(splitter.push('o\n\nthree')).toEqual(['two', '']);
  expect(splitter.flush()).toBe('three');
  expect(splitter.flush()).toBeUndefined();
});

it('keeps of a line no more than shows that it is too long, and reads on after it', () => {
  const splitter = new LineSplitter();
  const piece = 'x'.repeat(LINE_MAX / 2);
  for (let count = 0; count < 10; count++) expect(splitter.push(piece)).toEqual([]);
  const [long, next] = splitter.push('y\nnext\n');
  expect(long).toHaveLength(LINE_MAX + 1);
  expect(next).toBe('next');
});
