import { describe, expect, it } from 'vitest';
import { createJsonLines, MAX_LINE_CHARACTERS } from './json-lines.ts';

const text = '{"status":"größer 🐳"}\r\n{"id":"b"}\n\n{"id":"c"}';
const bytes = new TextEncoder().encode(text);
const values = [{ status: 'größer 🐳' }, { id: 'b' }, { id: 'c' }];

describe('createJsonLines', () => {
  it('is right wherever the chunks are cut', () => {
    for (let first = 0; first <= bytes.length; first++) {
      for (const second of [first, Math.min(first + 1, bytes.length), bytes.length]) {
        const lines = createJsonLines();
        const parts = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
        expect([...parts.flatMap((part) => lines.push(part)), ...lines.end()]).toEqual(values);
      }
    }
  });

  it('hands out a value as soon as its line ends', () => {
    const lines = createJsonLines();
    expect(lines.push(new TextEncoder().encode('{"a":1}\n{"b"'))).toEqual([{ a: 1 }]);
    expect(lines.push(new TextEncoder().encode(':2}\n'))).toEqual([{ b: 2 }]);
    expect(lines.end()).toEqual([]);
  });

  it('refuses text that is not JSON, and a line without end', () => {
    expect(() => createJsonLines().push(new TextEncoder().encode('<html>\n'))).toThrow(SyntaxError);
    const endless = new TextEncoder().encode('x'.repeat(MAX_LINE_CHARACTERS + 1));
    expect(() => createJsonLines().push(endless)).toThrow(RangeError);
  });
});
