import { expect, it } from 'vitest';
import { splitStamp, withoutInnerStamps } from './stamp.ts';

it('takes the timestamp off, to the millisecond', () => {
  expect(splitStamp('2026-11-21T04:04:00.123456789Z hello world')).toEqual({
    at: Date.UTC(2026, 10, 21, 4, 4, 0, 123),
    stamp: '2026-11-21T04:04:00.123456789Z',
    text: 'hello world',
  });
});

it('knows an empty line', () => {
  expect(splitStamp('2026-11-21T04:04:00.000000000Z ').text).toBe('');
});

it.each([
  ['2026-11-21T04:04:00Z hello', Date.UTC(2026, 10, 21, 4, 4), '2026-11-21T04:04:00.000000000Z'],
  ['2026-11-21T05:04:00+01:00 hello', Date.UTC(2026, 10, 21, 4, 4), '2026-11-21T04:04:00.000000000Z'],
  ['2026-11-21T04:04:00.12Z hello', Date.UTC(2026, 10, 21, 4, 4, 0, 120), '2026-11-21T04:04:00.120000000Z'],
])('takes a timestamp of Podman off: %s', (line, at, stamp) => {
  expect(splitStamp(line)).toEqual({ at, stamp, text: 'hello' });
});

it.each(['plain text that is longer than a stamp is', 'short', ''])('leaves %j alone', (line) => {
  expect(splitStamp(line)).toEqual({ at: undefined, stamp: '', text: line });
});

it('removes the timestamps of the pieces of a long line, and no others', () => {
  const stamp = '2026-11-21T04:04:00.123456789Z ';
  const pieces = ['a'.repeat(16_384), 'b'.repeat(16_384), `c ${stamp}d`];
  expect(withoutInnerStamps(pieces.join(stamp))).toBe(pieces.join(''));
  const split = [`${'x'.repeat(16_383)}\ufffd`, '\ufffd', 'end'];
  expect(withoutInnerStamps(`${split[0]}${stamp}${split[1]}${split[2]}`)).toBe(split.join(''));
  expect(withoutInnerStamps(`${stamp}short`)).toBe(`${stamp}short`);
  const long = `${'y'.repeat(20_000)}${stamp}${'z'.repeat(20_000)}`;
  expect(withoutInnerStamps(long)).toBe(long);
});
