import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pathFromBytes, pathToBytes } from './change-path.ts';

it('gives back exactly the bytes of any path', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 255 }), (bytes) => {
      expect(pathToBytes(pathFromBytes(bytes))).toEqual(bytes);
    }),
  );
});

it('shows ordinary names as they are, and keeps a byte order mark', () => {
  const name = 'src/\ufeffmüller – 文字 🙂\n.ts';
  expect(pathFromBytes(new TextEncoder().encode(name))).toBe(name);
});

it('escapes single bytes that are no UTF-8, surrogates in UTF-8 included', () => {
  expect(pathFromBytes(Uint8Array.of(0x61, 0xff, 0x62))).toBe('a\udcffb');
  expect(pathFromBytes(Uint8Array.of(0xed, 0xb2, 0x80))).toBe('\udced\udcb2\udc80');
});
