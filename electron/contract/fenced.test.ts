import { expect, it } from 'vitest';
import { fenced } from './fenced.ts';

it('has a fence that nothing in the text can end', () => {
  expect(fenced('a')).toBe('```\na\n```');
  expect(fenced('a\n')).toBe('```\na\n```');
  expect(fenced('')).toBe('```\n```');
  expect(fenced('`a`')).toBe('```\n`a`\n```');
  expect(fenced('x\n`````\ny')).toBe('``````\nx\n`````\ny\n``````');
});

it('takes a text of many backticks', () => {
  expect(fenced('` '.repeat(200_000))).toContain('```');
});
