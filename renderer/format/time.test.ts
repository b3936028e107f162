import { expect, it } from 'vitest';
import { formatAgo, formatDateTime, formatTime } from './time.ts';

it('says how long ago', () => {
  expect(formatAgo(1000, 2000)).toBe('just now');
  expect(formatAgo(0, 180_000)).toBe('3 min ago');
  expect(formatAgo(5000, 0)).toBe('just now');
});

const at = new Date(2026, 10, 7, 14, 5, 9).getTime();
/** The space before AM and PM differs between versions of ICU. */
const plain = (text: string) => text.replaceAll(/\s/g, ' ');

it('writes a date and its time as people in a locale do', () => {
  expect(formatDateTime(at, 'de')).toBe('07.11.2026, 14:05:09');
  expect(plain(formatDateTime(at, 'en-US'))).toBe('Nov 7, 2026, 2:05:09 PM');
});

it('writes a time of day with one width', () => {
  expect(formatTime(at, false, 'de')).toBe('14:05');
  expect(plain(formatTime(at, true, 'en-US'))).toBe('02:05:09 PM');
});
