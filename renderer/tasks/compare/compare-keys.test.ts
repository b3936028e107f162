import { expect, it } from 'vitest';
import { type CompareKey, compareAct } from './compare-keys.ts';

const press = (key: string, more: Partial<CompareKey> = {}): CompareKey => ({
  key,
  code: '',
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

it('picks by the digits one to six, on every keyboard layout', () => {
  expect(compareAct(press('1', { code: 'Digit1' }), false)).toEqual({ kind: 'pick-file', place: 0 });
  expect(compareAct(press('è', { code: 'Digit6' }), false)).toEqual({ kind: 'pick-file', place: 5 });
  expect(compareAct(press('!', { code: 'Digit1', shiftKey: true }), false)).toEqual({
    kind: 'pick-all',
    place: 0,
  });
  expect(compareAct(press('7', { code: 'Digit7' }), false)).toBeUndefined();
});

it('leaves a diff the arrows that scroll it', () => {
  expect(compareAct(press('ArrowDown'), false)).toEqual({ kind: 'step-file', direction: 1 });
  expect(compareAct(press('ArrowDown'), true)).toBeUndefined();
  expect(compareAct(press('j'), true)).toEqual({ kind: 'step-file', direction: 1 });
});

it('leaves the app its shortcuts', () => {
  expect(compareAct(press('1', { code: 'Digit1', ctrlKey: true }), false)).toBeUndefined();
  expect(compareAct(press('X', { shiftKey: true }), false)).toBeUndefined();
});
