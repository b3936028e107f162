import { describe, expect, it } from 'vitest';
import { ariaShortcut, type KeyPress, matchesShortcut, shortcutKeys, worksInTerminal } from './shortcut.ts';

const press = (key: string, modifiers: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...modifiers,
});

describe('matchesShortcut', () => {
  it('takes Ctrl for Mod, and ⌘ on macOS', () => {
    expect(matchesShortcut('Mod+K', press('k', { ctrlKey: true }), 'other')).toBe(true);
    expect(matchesShortcut('Mod+K', press('k', { metaKey: true }), 'mac')).toBe(true);
    expect(matchesShortcut('Mod+K', press('k', { ctrlKey: true }), 'mac')).toBe(false);
    expect(matchesShortcut('Mod+K', press('k', { metaKey: true }), 'other')).toBe(false);
  });

  it('refuses a modifier too many or too few', () => {
    expect(matchesShortcut('Mod+K', press('K', { ctrlKey: true, shiftKey: true }), 'other')).toBe(false);
    expect(matchesShortcut('Mod+Shift+P', press('P', { ctrlKey: true, shiftKey: true }), 'other')).toBe(true);
    expect(matchesShortcut('F2', press('F2'), 'other')).toBe(true);
    expect(matchesShortcut('F2', press('F2', { altKey: true }), 'other')).toBe(false);
  });

  it('knows keys that are words', () => {
    expect(matchesShortcut('Alt+ArrowDown', press('ArrowDown', { altKey: true }), 'mac')).toBe(true);
    expect(matchesShortcut('Mod+,', press(',', { ctrlKey: true }), 'other')).toBe(true);
  });
});

describe('showing shortcuts', () => {
  it('names keys as the keyboard does', () => {
    expect(shortcutKeys('Mod+Shift+P', 'other')).toBe('Ctrl Shift P');
    expect(shortcutKeys('Mod+Alt+Backspace', 'mac')).toBe('⌘ ⌥ ⌫');
    expect(ariaShortcut('Mod+K', 'mac')).toBe('Meta+K');
    expect(ariaShortcut('Mod+K', 'other')).toBe('Control+K');
  });
});

it('leaves a terminal its own keys', () => {
  expect(worksInTerminal('Mod+K', 'other')).toBe(false);
  expect(worksInTerminal('Mod+K', 'mac')).toBe(true);
  expect(worksInTerminal('Mod+Shift+P', 'other')).toBe(true);
  expect(worksInTerminal('Alt+ArrowDown', 'mac')).toBe(false);
  expect(worksInTerminal('F2', 'other')).toBe(false);
});
