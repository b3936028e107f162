import { describe, expect, it } from 'vitest';
import { MIB } from './agent-spec.ts';
import { exactSize, formatBytes, parseMemory, parseTmpSize } from './sizes.ts';

it.each([
  ['512m', 512 * MIB],
  ['512M', 512 * MIB],
  ['2g', 2048 * MIB],
  ['1.5 GiB', 1536 * MIB],
  [' 768 MB ', 768 * MIB],
  ['8192kb', 8 * MIB],
  ['6291456', 6 * MIB],
  ['6291456b', 6 * MIB],
])('reads %s', (text, bytes) => {
  expect(parseMemory(text)).toEqual({ ok: true, bytes });
});

it.each(['', 'abc', '-1g', '1e9', '512 m m', 'm', '1,5g', '٥g'])('refuses %j with an example', (text) => {
  expect(parseMemory(text)).toEqual({ ok: false, message: expect.stringContaining('512m') });
});

it.each(['0', '1k', '5m', '5.9m'])('refuses %s as below what the engine takes', (text) => {
  expect(parseMemory(text)).toEqual({ ok: false, message: 'The engine needs at least 6 MiB.' });
});

it('reads a size of /tmp from 1 MiB on', () => {
  expect(parseTmpSize('1m')).toEqual({ ok: true, bytes: MIB });
  for (const text of ['', '0', '1023k', '-1m', '9999999t']) expect(parseTmpSize(text).ok).toBe(false);
});

it('refuses what no number can hold exactly', () => {
  expect(parseMemory('9999999t').ok).toBe(false);
});

it.each([512 * MIB, 1536 * MIB, 6 * MIB, 2048 * MIB, 100 * MIB, 1098 * MIB, 1100 * MIB, 6 * MIB + 1])(
  'writes %d so that it reads back',
  (bytes) => {
    expect(parseMemory(exactSize(bytes))).toEqual({ ok: true, bytes });
  },
);

it('names bytes below a KiB', () => {
  expect([formatBytes(0), formatBytes(12), formatBytes(2048)]).toEqual(['0 B', '12 B', '2 KiB']);
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [-5, '0 B'],
    [999, '999 B'],
    [1000, '0.98 KiB'],
    [512 * MIB, '512 MiB'],
    [1024 * MIB, '1 GiB'],
    [1023 * MIB, '1.00 GiB'],
    [1.5 * MIB, '1.50 MiB'],
    [74.25 * MIB, '74.3 MiB'],
    [5e15, '4547 TiB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
