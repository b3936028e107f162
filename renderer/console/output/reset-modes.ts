import type { Screen } from '../input/keyboard-modes.ts';
import { ABORT } from './control-filter.ts';

/** Mouse reports and how they are written, which a soft reset leaves as they are. */
const MOUSE_OFF = ['1000', '1002', '1003', '1006', '1016'].map((mode) => `\u001b[?${mode}l`).join('');

/** Resets scroll region, bracketed paste, focus reports, held-back output, keypad, cursor and colours (DECSTR). */
const SOFT_RESET = '\u001b[!p';

/** What resets the modes that an ended program may have left on. */
export function resetModes(screen: Screen): string {
  // Leaving the alternate screen also restores its cursor position, so it is left only if it is active.
  const leaveScreen = screen === 'alternate' ? '\u001b[?1049l' : '';
  return `${ABORT}${leaveScreen}${MOUSE_OFF}${SOFT_RESET}`;
}
