import type { KeyboardMode } from './keyboard-modes.ts';

export type Key = Pick<
  KeyboardEvent,
  'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey' | 'isComposing' | 'keyCode' | 'getModifierState'
>;

/** The keys that a terminal sends as one byte, whatever is held with them. */
const CODES: Readonly<Record<string, number>> = { Enter: 13, Tab: 9, Backspace: 127, Escape: 27 };
/** With Ctrl these letters are the bytes of Tab, Enter and Escape. */
const LIKE_ANOTHER_KEY = /^[im[]$/;
/** What an input method shows as `keyCode` while it has the key. */
const IN_COMPOSITION = 229;

/**
 * Returns the bytes of a key that the old encoding cannot tell from another one; undefined for every other key, which
 * the terminal encodes. So Ctrl+C interrupts even where a program ended and left its requests behind.
 *
 * Without a request Shift+Enter is ESC CR, as Alt+Enter is: programs take it for a new line.
 */
export function encodeKey(key: Key, mode: KeyboardMode): string | undefined {
  if (key.isComposing || key.keyCode === IN_COMPOSITION || key.getModifierState('AltGraph')) return undefined;
  const modifiers =
    1 + Number(key.shiftKey) + 2 * Number(key.altKey) + 4 * Number(key.ctrlKey) + 8 * Number(key.metaKey);
  const code = codeOf(key);
  if (code === undefined) return undefined;
  if (mode.kittyFlags > 0) return kitty(code, modifiers);
  // Escape is not among the keys that modifyOtherKeys changes when nothing is held.
  if (mode.otherKeys > 0) return modifiers > 1 ? `\u001b[27;${modifiers};${code}~` : undefined;
  return key.key === 'Enter' && modifiers === 2 ? '\u001b\r' : undefined;
}

function kitty(code: number, modifiers: number): string | undefined {
  if (modifiers > 1) return `\u001b[${code};${modifiers}u`;
  return code === CODES.Escape ? `\u001b[${code}u` : undefined;
}

function codeOf({ key, ctrlKey, shiftKey, altKey, metaKey }: Key): number | undefined {
  const code = CODES[key];
  // CSI Z is Shift+Tab in every encoding.
  if (key === 'Tab' && shiftKey && !ctrlKey && !altKey && !metaKey) return undefined;
  if (code !== undefined) return code;
  const lower = key.toLowerCase();
  const isAmbiguous = ctrlKey && (LIKE_ANOTHER_KEY.test(lower) || (shiftKey && /^[a-z]$/.test(lower)));
  return isAmbiguous ? lower.codePointAt(0) : undefined;
}
