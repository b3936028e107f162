import { expect, it } from 'vitest';
import { MANUAL_LIFE } from '../contract/agent-life.ts';
import { UsageError } from './exit-code.ts';
import { changedLife } from './life.ts';

it('changes what is given, and keeps the rest', () => {
  const before = { ...MANUAL_LIFE, startOnLaunch: true };
  expect(changedLife(before, { idleStop: '2h', startOnConsole: 'yes' })).toEqual({
    idleStopMinutes: 120,
    startOnConsole: true,
    startOnLaunch: true,
    removeWhenStopped: false,
  });
  expect(changedLife({ ...before, idleStopMinutes: 5 }, { idleStop: 'off' }).idleStopMinutes).toBeNull();
});

it('returns the same life when nothing is given', () => {
  expect(changedLife(MANUAL_LIFE, { idleStop: undefined })).toBe(MANUAL_LIFE);
});

it.each([{ idleStop: 'soon' }, { idleStop: '30s' }, { startOnLaunch: 'true' }])('refuses %j', (options) => {
  expect(() => changedLife(MANUAL_LIFE, options)).toThrow(UsageError);
});
