import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decode, encode, smallPng } from './small-png.mjs';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** A picture as Chromium writes one: RGB, each row with a filter of its own. */
function rgb(width, rows) {
  const part = (type, data) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    part('IHDR', header),
    part('IDAT', deflateSync(Buffer.from(rows.flat()))),
    part('IEND', Buffer.alloc(0)),
  ]);
}

describe('decode', () => {
  it('undoes every filter of a row', () => {
    const png = rgb(2, [
      [0, 10, 20, 30, 40, 50, 60],
      [1, 1, 2, 3, 1, 1, 1],
      [2, 1, 1, 1, 1, 1, 1],
      [3, 1, 1, 1, 1, 1, 1],
      [4, 1, 1, 1, 1, 1, 1],
    ]);
    expect([...decode(png).pixels].map((colour) => colour.toString(16).padStart(6, '0'))).toEqual([
      '0a141e',
      '28323c',
      '010203',
      '020304',
      '020304',
      '030405',
      '020203',
      '030405',
      '030304',
      '040506',
    ]);
  });
});

describe('smallPng', () => {
  it('keeps every colour of a picture with few', () => {
    const pixels = Uint32Array.from({ length: 64 * 4 }, (_, index) => (index % 200) * 0x010203);
    const picture = { width: 64, height: 4, pixels };
    expect(decode(smallPng(encode(picture, [...new Set(pixels)])))).toEqual(picture);
  });

  it('keeps a rare colour that nothing else comes near, and stays within 256', () => {
    const grey = (index) => (index % 250) * 0x010101;
    const pixels = Uint32Array.from({ length: 400 * 10 }, (_, index) =>
      index < 3 ? 0xff0000 : grey(index) | (index % 3),
    );
    const rows = Array.from({ length: 10 }, (_, y) => [
      0,
      ...[...pixels.subarray(y * 400, (y + 1) * 400)].flatMap((colour) => [
        colour >> 16,
        (colour >> 8) & 0xff,
        colour & 0xff,
      ]),
    ]);
    const small = decode(smallPng(rgb(400, rows)));
    expect(small.pixels[0]).toBe(0xff0000);
    expect(new Set(small.pixels).size).toBeLessThanOrEqual(256);
  });
});
