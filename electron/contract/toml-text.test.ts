import { expect, it } from 'vitest';
import { tomlText } from './toml-text.ts';

it('writes values, lists, inline tables in lists, and a table for each object', () => {
  const value = { n: 1, list: ['a', { b: 'c' }], gone: null, 'odd key': true, t: { u: { v: 'x\n"' } } };
  expect(tomlText(value)).toBe(
    ['n = 1', 'list = ["a", { b = "c" }]', '"odd key" = true', '', '[t.u]', 'v = "x\\n\\""', ''].join('\n'),
  );
});

it('writes no control character that TOML does not allow', () => {
  expect(tomlText({ a: '\u007f\u0000' })).toBe('a = "\\u007f\\u0000"\n');
});
