import { expect, it } from 'vitest';
import { lineDiff } from './line-diff.ts';

it('exchanges the lines between those that stay', () => {
  expect(lineDiff('a\nb\nc\n', 'a\nB\nx\nc\n')).toBe(' a\n-b\n+B\n+x\n c');
  expect(lineDiff('a\na', 'a\na\na')).toBe(' a\n a\n+a');
  expect(lineDiff('', 'new\n')).toBe('+new');
  expect(lineDiff('old', '')).toBe('-old');
  expect(lineDiff('same', 'same')).toBe(' same');
});
