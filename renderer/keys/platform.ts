import { ariaShortcut, type Platform, type Shortcut, shortcutKeys } from './shortcut.ts';

/** Which modifier the person's keyboard has for commands. */
export const platform: Platform = navigator.platform.startsWith('Mac') ? 'mac' : 'other';

/** A shortcut for a tooltip or menu on this machine. */
export const keysOf = (shortcut: Shortcut): string => shortcutKeys(shortcut, platform);

/** A shortcut for `aria-keyshortcuts` on this machine. */
export const ariaKeysOf = (shortcut: Shortcut): string => ariaShortcut(shortcut, platform);
