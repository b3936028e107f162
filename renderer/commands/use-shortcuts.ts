import { useEffect } from 'react';
import { onShellEvent } from '../ipc/shell.ts';
import { type KeyContext, shortcutApplies } from '../keys/key-context.ts';
import { platform } from '../keys/platform.ts';
import { matchesShortcut } from '../keys/shortcut.ts';
import { useStore } from '../store/store.ts';
import { commands, runCommand } from './commands.ts';

/** Opens the palette from inside a terminal too, which keeps Ctrl+K for its program. */
const PALETTE_EVERYWHERE = 'Mod+Shift+P';

/** Listens for every command's keys, and for the commands of the application's menu. Used once in the app. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat) return;
      const context = contextOf(event.target);
      const hit = (shortcut: string) =>
        matchesShortcut(shortcut, event, platform) && shortcutApplies(shortcut, context, platform);
      const state = useStore.getState();
      const command = commands.find(
        ({ shortcut, available }) => shortcut !== undefined && hit(shortcut) && available(state),
      );
      const id = command?.id ?? (hit(PALETTE_EVERYWHERE) ? 'palette.open' : undefined);
      if (id === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      runCommand(id);
    };
    // The listener captures, so that a terminal does not consume the app's keys.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    const stop = onShellEvent('command.requested', ({ command }) => runCommand(command));
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true });
      stop();
    };
  }, []);
}

function contextOf(target: EventTarget | null): KeyContext {
  const { dialog, paletteOpen } = useStore.getState();
  if (dialog !== null || paletteOpen) return 'dialog';
  if (!(target instanceof Element)) return 'page';
  if (target.closest('.xterm')) return 'terminal';
  return target.closest('input, textarea, [contenteditable="true"]') ? 'text' : 'page';
}
