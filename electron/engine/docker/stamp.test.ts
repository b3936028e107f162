import { expect, it } from 'vitest';
import { splitStamp } from './stamp.ts';

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

it.each(['plain text that is longer than a stamp is', 'short', ''])('leaves %j alone', (line) => {
  expect(splitStamp(line)).toEqual({ at: undefined, stamp: '', text: line });
});
