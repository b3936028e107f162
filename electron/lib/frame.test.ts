import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeFrame, encodeFrame } from './frame.ts';

const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'));

it('carries what JSON carries, and bytes as bytes', () => {
  fc.assert(
    fc.property(json, fc.uint8Array(), (value, bytes) => {
      const decoded = decodeFrame(encodeFrame({ value, bytes })) as { value: unknown; bytes: Uint8Array };
      expect(JSON.stringify(decoded.value)).toBe(JSON.stringify(value));
      expect([...decoded.bytes]).toEqual([...bytes]);
    }),
  );
});

it('leaves out undefined fields, so that they are absent at the other end', () => {
  expect(decodeFrame(encodeFrame({ a: undefined, b: 1 }))).toEqual({ b: 1 });
});

it('refuses bytes that are no message, and a message that would change prototypes', () => {
  expect(() => decodeFrame(new Uint8Array())).toThrow();
  expect(() => decodeFrame(new Uint8Array([0xc1]))).toThrow();
  expect(() => decodeFrame(new Uint8Array([1, 2]))).toThrow();
  expect(() => decodeFrame(encodeFrame(JSON.parse('{"__proto__": 1}')))).toThrow();
});
