import { describe, expect, it } from 'vitest';
import { encodeKey, type Key } from './encode-key.ts';
import { KeyboardModes } from './keyboard-modes.ts';

const OLD = { kittyFlags: 0, otherKeys: 0 };
const KITTY = { kittyFlags: 1, otherKeys: 0 };
const OTHER_KEYS = { kittyFlags: 0, otherKeys: 2 };

function press(keys: string, more: Partial<Key> = {}): Key {
  const parts = keys.split('+');
  return {
    key: parts.at(-1) ?? '',
    shiftKey: parts.includes('Shift'),
    ctrlKey: parts.includes('Ctrl'),
    altKey: parts.includes('Alt'),
    metaKey: false,
    isComposing: false,
    keyCode: 0,
    getModifierState: () => false,
    ...more,
  };
}

describe('a key', () => {
  it.each([
    ['Shift+Enter', OLD, '\u001b\r'],
    ['Shift+Enter', KITTY, '\u001b[13;2u'],
    ['Shift+Enter', OTHER_KEYS, '\u001b[27;2;13~'],
    ['Ctrl+Enter', KITTY, '\u001b[13;5u'],
    ['Ctrl+Shift+Enter', OTHER_KEYS, '\u001b[27;6;13~'],
    ['Escape', KITTY, '\u001b[27u'],
    ['Ctrl+Tab', KITTY, '\u001b[9;5u'],
    ['Shift+Backspace', KITTY, '\u001b[127;2u'],
    ['Ctrl+i', KITTY, '\u001b[105;5u'],
    ['Ctrl+Shift+A', KITTY, '\u001b[97;6u'],
  ])('is sent as it was asked for: %s', (keys, mode, bytes) =>
    expect(encodeKey(press(keys), mode)).toBe(bytes),
  );

  it.each([
    ...['Enter', 'Tab', 'Backspace', 'Shift+Tab', 'a', 'Shift+A', 'Ctrl+c', 'Alt+b', 'ArrowUp', 'F1'].map(
      (keys) => [keys, KITTY] as const,
    ),
    ...['Enter', 'Escape', 'Ctrl+c', 'Ctrl+d'].map((keys) => [keys, OTHER_KEYS] as const),
    ...['Enter', 'Ctrl+Enter', 'Alt+Enter', 'Escape'].map((keys) => [keys, OLD] as const),
  ])('stays the terminal’s where one byte tells it: %s', (keys, mode) => {
    expect(encodeKey(press(keys), mode)).toBeUndefined();
  });

  it('belongs to an input method while that composes, and AltGr to its layout', () => {
    expect(encodeKey(press('Shift+Enter', { isComposing: true }), OLD)).toBeUndefined();
    expect(encodeKey(press('Shift+Enter', { keyCode: 229 }), OLD)).toBeUndefined();
    expect(encodeKey(press('Ctrl+Alt+[', { getModifierState: () => true }), KITTY)).toBeUndefined();
  });
});

describe('the requests of programs', () => {
  it('are kept for each screen, and taken back in order', () => {
    const modes = new KeyboardModes();
    modes.push('normal', 31);
    modes.push('alternate', 0);
    expect(modes.mode('normal').kittyFlags).toBe(1);
    expect(modes.mode('alternate').kittyFlags).toBe(0);
    modes.set('alternate', 1, 2);
    expect(modes.mode('alternate').kittyFlags).toBe(1);
    modes.set('alternate', 1, 3);
    expect(modes.mode('alternate').kittyFlags).toBe(0);
    modes.pop('normal', 5);
    expect(modes.mode('normal').kittyFlags).toBe(0);
  });

  it('do not grow for ever, and a reset ends them', () => {
    const modes = new KeyboardModes();
    for (let count = 0; count < 1_000; count += 1) modes.push('normal', 1);
    modes.pop('normal', 16);
    expect(modes.mode('normal').kittyFlags).toBe(0);
    modes.push('normal', 1);
    modes.setOtherKeys(2);
    modes.reset();
    expect(modes.mode('normal')).toEqual(OLD);
  });
});
