import { commands } from '../commands/commands.ts';
import { keysOf } from '../keys/platform.ts';
import { Kbd } from '../ui/kbd.tsx';
import { DialogSection } from '../ui/layout/dialog-section.tsx';

/** Every command that has keys, in two columns. */
export function ShortcutList() {
  return (
    <DialogSection id="settings-shortcuts" title="Keyboard shortcuts">
      <ul className="grid grid-cols-2 gap-x-8 gap-y-1">
        {commands.map(({ id, label, shortcut }) =>
          shortcut ? (
            <li key={id} className="flex items-center justify-between gap-2">
              <span className="truncate text-muted">{label}</span>
              <span className="sr-only">{keysOf(shortcut)}</span>
              <Kbd keys={keysOf(shortcut)} />
            </li>
          ) : null,
        )}
      </ul>
    </DialogSection>
  );
}
