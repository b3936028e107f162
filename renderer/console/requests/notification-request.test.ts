import { expect, it } from 'vitest';
import { parseOsc9, parseOsc777 } from './notification-request.ts';

it('reads the notifications that programs send', () => {
  expect(parseOsc9('Build done')).toEqual({ title: '', body: 'Build done' });
  expect(parseOsc777('notify;Build;done; really')).toEqual({ title: 'Build', body: 'done; really' });
  expect(parseOsc777('notify;Build')).toEqual({ title: 'Build', body: '' });
});

it.each(['4;1;50', '4', '1;100', '9;/tmp', ' ', ''])(
  'takes a sub-command for no notification: %j',
  (data) => {
    expect(parseOsc9(data)).toBeUndefined();
  },
);

it('ignores other commands of OSC 777', () => {
  expect(parseOsc777('precmd')).toBeUndefined();
  expect(parseOsc777('notify;;')).toBeUndefined();
});

it('cuts long texts', () => expect(parseOsc9('x'.repeat(8_000))?.body).toHaveLength(300));
