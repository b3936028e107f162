/**
 * A keyboard shortcut as text: modifiers and one key joined by "+", such as "Mod+Shift+P". "Mod" is ⌘ on macOS
 * and Ctrl elsewhere.
 */
export type Shortcut = string;

export type KeyPress = {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
};

export type Platform = 'mac' | 'other';

/** Whether a key press is this shortcut, with exactly its modifiers. */
export function matchesShortcut(shortcut: Shortcut, press: KeyPress, platform: Platform): boolean {
  const parts = shortcut.split('+');
  const key = parts.at(-1) ?? '';
  const wants = (modifier: string) => parts.slice(0, -1).includes(modifier);
  const mod = wants('Mod');
  return (
    normalize(press.key) === normalize(key) &&
    press.ctrlKey === (platform === 'mac' ? wants('Ctrl') : mod || wants('Ctrl')) &&
    press.metaKey === (platform === 'mac' && mod) &&
    press.altKey === wants('Alt') &&
    press.shiftKey === wants('Shift')
  );
}

/** Shift changes "p" to "P"; the modifier is compared on its own. */
function normalize(key: string): string {
  return key.length === 1 ? key.toLowerCase() : key;
}

const macSymbols: Record<string, string> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Ctrl: '⌃' };
const keySymbols: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  Backspace: '⌫',
  Enter: '↵',
};

/** The keys as labelled on the keyboard, separated by spaces: "Ctrl Shift P", "⌘ K". */
export function shortcutKeys(shortcut: Shortcut, platform: Platform): string {
  return shortcut
    .split('+')
    .map((part) => {
      if (platform === 'mac' && macSymbols[part]) return macSymbols[part];
      if (part === 'Mod') return 'Ctrl';
      return keySymbols[part] ?? part;
    })
    .join(' ');
}

/** The value of `aria-keyshortcuts`. */
export function ariaShortcut(shortcut: Shortcut, platform: Platform): string {
  return shortcut.replace('Mod', platform === 'mac' ? 'Meta' : 'Control');
}

/**
 * Whether a shortcut works while a terminal has the focus. Ctrl with a letter belongs to the program in the
 * terminal; ⌘, Alt with a function key, and Ctrl with Shift or Alt do not reach it.
 */
export function worksInTerminal(shortcut: Shortcut, platform: Platform): boolean {
  if (!shortcut.startsWith('Mod+')) return false;
  return platform === 'mac' || shortcut.includes('Shift+') || shortcut.includes('Alt+');
}
