import { expect, it } from 'vitest';
import { DetachKeys } from './detach-keys.ts';

const typed = (...parts: string[]) => {
  const keys = new DetachKeys();
  const results = parts.map((part) => keys.push(Buffer.from(part, 'latin1')));
  return {
    text: results.map(({ bytes }) => Buffer.from(bytes).toString('latin1')).join(''),
    detached: results.at(-1)?.detached,
  };
};

it.each([
  [['ab\u0010\u0011cd'], 'ab', true],
  [['ab\u0010', '\u0011'], 'ab', true],
  [['\u0010\u0010\u0011'], '\u0010', true],
  [['\u0010a\u0011'], '\u0010a\u0011', false],
  [['\u0011'], '\u0011', false],
  [['\u0010'], '', false],
] as const)('reads %j', (parts, text, detached) => {
  expect(typed(...parts)).toEqual({ text, detached });
});
