import { expect, it } from 'vitest';
import { shortcutApplies } from './key-context.ts';

it.each([
  ['F5', 'page', true],
  ['F5', 'text', false],
  ['Mod+K', 'text', true],
  ['Mod+Backspace', 'text', false],
  ['Mod+K', 'terminal', false],
  ['Mod+Shift+P', 'terminal', true],
  ['Mod+N', 'dialog', false],
] as const)('%s in a %s: %s', (shortcut, context, applies) => {
  expect(shortcutApplies(shortcut, context, 'other')).toBe(applies);
});
