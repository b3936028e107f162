import { type Platform, type Shortcut, worksInTerminal } from './shortcut.ts';

/** Where the focus is when a key is pressed. */
export type KeyContext = 'page' | 'text' | 'terminal' | 'dialog';

/** Whether a shortcut counts there: a dialog, a text and a terminal keep the keys that are theirs. */
export function shortcutApplies(shortcut: Shortcut, context: KeyContext, platform: Platform): boolean {
  switch (context) {
    case 'page':
      return true;
    case 'text':
      // Ctrl+Backspace deletes a word there; a bare key types.
      return shortcut.startsWith('Mod+') && !shortcut.endsWith('Backspace');
    case 'terminal':
      return worksInTerminal(shortcut, platform);
    case 'dialog':
      return false;
    default:
      return context satisfies never;
  }
}
