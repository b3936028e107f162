import { type Platform, type Shortcut, worksInTerminal } from './shortcut.ts';

/** Where the focus is when a key is pressed. */
export type KeyContext = 'page' | 'text' | 'terminal' | 'dialog';

/** Whether a shortcut applies in a context: a dialog, a text field and a terminal keep their own keys. */
export function shortcutApplies(shortcut: Shortcut, context: KeyContext, platform: Platform): boolean {
  switch (context) {
    case 'page':
      return true;
    case 'text':
      // In a text field Ctrl+Backspace deletes a word, and a key without a modifier types.
      return shortcut.startsWith('Mod+') && !shortcut.endsWith('Backspace');
    case 'terminal':
      return worksInTerminal(shortcut, platform);
    case 'dialog':
      return false;
    default:
      return context satisfies never;
  }
}
