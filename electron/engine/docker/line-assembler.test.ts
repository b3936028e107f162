import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutMark, LineAssembler } from './line-assembler.ts';

function linesOf(chunks: Uint8Array[], limitBytes?: number): string[] {
  const lines: string[] = [];
  const assembler = new LineAssembler((text) => lines.push(text), limitBytes);
  for (const chunk of chunks) assembler.push(chunk);
  assembler.flush();
  return lines;
}

function cutInto(bytes: Buffer, size: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return chunks;
}

describe('LineAssembler', () => {
  it('gives the same lines wherever the chunks are cut, characters included', () => {
    const text = fc.array(fc.string({ unit: fc.constantFrom('a', 'ü', '漢', '🚢', ' ') }), { minLength: 1 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (lines, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        expect(linesOf(cutInto(bytes, size))).toEqual(lines);
      }),
    );
  });

  it('takes \\r\\n as one line end, split or not', () => {
    expect(linesOf([Buffer.from('a\r\nb\r'), Buffer.from('\nc')])).toEqual(['a', 'b', 'c']);
  });

  it('keeps empty lines and a last line without its end', () => {
    expect(linesOf([Buffer.from('\n\nx\n'), Buffer.from('\nlast')])).toEqual(['', '', 'x', '', 'last']);
  });

  it('cuts a long line between characters, marks it, and goes on with the next', () => {
    const bytes = Buffer.from(`${'ü'.repeat(20)}\nnext\n`);
    const expected = [`${'ü'.repeat(5)}${cutMark(30)}`, 'next'];
    expect(linesOf([bytes], 11)).toEqual(expected);
    for (const size of [1, 2, 3, 7, 40]) expect(linesOf(cutInto(bytes, size), 11)).toEqual(expected);
  });

  it('does not cut a line of exactly the limit', () => {
    expect(linesOf(cutInto(Buffer.from('12345678\n'), 3), 8)).toEqual(['12345678']);
  });

  it('holds a bounded part of an endless line', () => {
    const lines: string[] = [];
    const assembler = new LineAssembler((text) => lines.push(text), 1000);
    for (let round = 0; round < 1000; round += 1) assembler.push(Buffer.alloc(1000, 'x'));
    assembler.push(Buffer.from('\n'));
    expect(lines).toEqual([`${'x'.repeat(1000)}${cutMark(999_000)}`]);
  });

  it('replaces invalid UTF-8', () => {
    expect(linesOf([Buffer.from([0x61, 0xff, 0x62, 10])])).toEqual(['a\ufffdb']);
  });
});
