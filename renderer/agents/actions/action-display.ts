import {
  type Icon,
  IconCopy,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipForward,
  IconPlayerStop,
  IconRefresh,
  IconTrash,
} from '../../ui/icons.ts';
import type { AgentAction } from './agent-actions.ts';

/** The name (an accessible name that tests rely on), icon and shortcut of each action. */
export const actionDisplay: Record<AgentAction, { label: string; icon: Icon; shortcut: string }> = {
  start: { label: 'Start', icon: IconPlayerPlay, shortcut: 'F5' },
  stop: { label: 'Stop', icon: IconPlayerStop, shortcut: 'Shift+F5' },
  restart: { label: 'Restart', icon: IconRefresh, shortcut: 'Mod+Shift+F5' },
  pause: { label: 'Pause', icon: IconPlayerPause, shortcut: 'F6' },
  resume: { label: 'Resume', icon: IconPlayerSkipForward, shortcut: 'F6' },
  duplicate: { label: 'Duplicate', icon: IconCopy, shortcut: 'Mod+D' },
  rename: { label: 'Rename', icon: IconPencil, shortcut: 'F2' },
  remove: { label: 'Remove', icon: IconTrash, shortcut: 'Mod+Backspace' },
};
