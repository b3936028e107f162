import { describe, expect, it } from 'vitest';
import { readJsonText } from './json-text.ts';

describe('readJsonText', () => {
  it.each(['{}', '[1, -2.5e3, true, null, "a\\nb\\u00e9"]', '{"a": {"b": [1, {"c": ""}]}}', ' "x" '])(
    'reads %s as JSON does',
    (text) => {
      expect(readJsonText(text)).toMatchObject({ ok: true, value: JSON.parse(text) });
    },
  );

  it.each([
    ['{\n  "a": 1,\n}', 3, 1, 'a key in double quotes'],
    ['{\n  "a" 1\n}', 2, 7, '“:”'],
    ['{"a": 1', 1, 8, 'the end of the file'],
    ['{"a": 1} x', 1, 10, 'Expected the end of the file'],
    ["{'a': 1}", 1, 2, 'a key in double quotes'],
    ['{"a": tru}', 1, 7, 'a value'],
    ['{"a": 1, "a": 2}', 1, 10, 'twice'],
    ['', 1, 1, 'a value'],
  ])('says where %j goes wrong', (text, line, column, words) => {
    const read = readJsonText(text);
    expect(read).toMatchObject({ ok: false, position: { line, column } });
    expect(!read.ok && read.message).toContain(words);
  });

  it('makes no prototype of a key', () => {
    const read = readJsonText('{"__proto__": {"polluted": true}}');
    expect(read.ok && Object.keys(read.value as object)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('gives up on what is nested without end', () => {
    expect(readJsonText('['.repeat(100_000))).toMatchObject({ ok: false, message: 'Nested too deep.' });
  });

  it('knows where a member stands', () => {
    const read = readJsonText('{\n  "a": {\n    "b": [\n      1\n    ]\n  }\n}');
    if (!read.ok) throw new Error(read.message);
    expect(read.positionOf(['a', 'b'])).toEqual({ line: 3, column: 5 });
    expect(read.positionOf(['a', 'b', 0])).toEqual({ line: 4, column: 7 });
    expect(read.positionOf(['a', 'missing'])).toEqual({ line: 2, column: 3 });
  });
});
