import type { Shortcut } from './shortcut.ts';

/** The keys of what has a button besides its command, so that both show the same. */
export const shortcuts = {
  newAgent: 'Mod+N',
  newTask: 'Mod+Shift+N',
  saveSnapshot: 'Mod+Shift+S',
  answerAsks: 'Mod+Shift+B',
  showFleet: 'Mod+Shift+A',
  find: 'Mod+F',
  searchAgents: 'Mod+Shift+F',
  toggleSidebar: 'Mod+B',
} as const satisfies Record<string, Shortcut>;

/** The keys of an agent's tab, by its place from the left. */
export const tabShortcut = (index: number): Shortcut => `Mod+${index + 1}`;
