import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const PALETTE_SIZE = 256;

/**
 * Writes a picture of a window again with at most 256 colours, which makes its file several times smaller: such a
 * picture has few colours that matter, and many between a letter and what is behind it.
 * @param {Buffer} png 8 bits a channel, RGB or RGBA, not interlaced: what Chromium writes; transparency is dropped
 * @returns {Buffer}
 */
export function smallPng(png) {
  const picture = decode(png);
  return encode(picture, choosePalette(picture.pixels));
}

/** Each pixel becomes the nearest colour of the palette, which holds at most 256. */
export function encode({ width, height, pixels }, palette) {
  const indexOf = nearestColour(palette);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1) {
    // The first byte of a row is its filter: none, which suits a palette best.
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = indexOf(pixels[y * width + x]);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(colours)),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @returns {{ width: number, height: number, pixels: Uint32Array }} pixels as 0xRRGGBB, row by row */
export function decode(png) {
  const chunks = readChunks(png);
  const header = chunks.find(({ type }) => type === 'IHDR').data;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colourType, , , interlace] = header.subarray(8);
  const size = { 2: 3, 3: 1, 6: 4 }[colourType];
  if (depth !== 8 || interlace !== 0 || size === undefined)
    throw new Error('this kind of PNG is not read here');
  const data = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map((each) => each.data));
  const bytes = unfilter(inflateSync(data), width * size, height, size);
  const palette = chunks.find(({ type }) => type === 'PLTE')?.data;
  const pixels = new Uint32Array(width * height);
  for (let index = 0; index < pixels.length; index += 1) {
    const [source, at] = colourType === 3 ? [palette, bytes[index] * 3] : [bytes, index * size];
    pixels[index] = (source[at] << 16) | (source[at + 1] << 8) | source[at + 2];
  }
  return { width, height, pixels };
}

function readChunks(png) {
  const chunks = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

/** Undoes the filters of rows (PNG specification, 9.2). */
function unfilter(raw, rowSize, height, size) {
  const out = Buffer.alloc(rowSize * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (rowSize + 1)];
    for (let x = 0; x < rowSize; x += 1) {
      const left = x < size ? 0 : out[y * rowSize + x - size];
      const up = y === 0 ? 0 : out[(y - 1) * rowSize + x];
      const corner = x < size || y === 0 ? 0 : out[(y - 1) * rowSize + x - size];
      const prediction = [0, left, up, (left + up) >> 1, filter === 4 ? paeth(left, up, corner) : 0][filter];
      out[y * rowSize + x] = raw[y * (rowSize + 1) + 1 + x] + prediction;
    }
  }
  return out;
}

function paeth(left, up, corner) {
  const estimate = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(estimate - value));
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/**
 * The colours that leave the least error: one after the other, the colour whose pixels are many, and far from all
 * colours chosen before. By number alone, a small word in red would lose its colour.
 */
function choosePalette(pixels) {
  const counts = new Map();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const candidates = [...counts].map(([colour, count]) => ({
    colour,
    count,
    distance: Number.MAX_SAFE_INTEGER,
  }));
  const palette = [];
  while (palette.length < Math.min(PALETTE_SIZE, counts.size)) {
    const farthest = candidates.reduce((a, b) => (b.count * b.distance > a.count * a.distance ? b : a));
    palette.push(farthest.colour);
    for (const each of candidates)
      each.distance = Math.min(each.distance, distance(each.colour, farthest.colour));
  }
  return palette;
}

function nearestColour(palette) {
  const indexes = new Map(palette.map((colour, index) => [colour, index]));
  return (colour) => {
    const index = indexes.get(colour);
    if (index !== undefined) return index;
    const distances = palette.map((each) => distance(each, colour));
    const nearest = distances.indexOf(Math.min(...distances));
    indexes.set(colour, nearest);
    return nearest;
  };
}

/** The squared distance, in levels of a channel. */
function distance(one, other) {
  const red = (one >> 16) - (other >> 16);
  const green = ((one >> 8) & 0xff) - ((other >> 8) & 0xff);
  const blue = (one & 0xff) - (other & 0xff);
  return red * red + green * green + blue * blue;
}

function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), data.length + 8);
  return out;
}
