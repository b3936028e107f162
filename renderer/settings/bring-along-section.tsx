import { BRINGABLES, type Bringable, type FoundBringable } from '../../electron/contract/bring-along.ts';
import { showFailure } from '../errors/error-steps.ts';
import { formatBytes } from '../format/quantity.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { saveSettings } from '../store/actions.ts';
import { selectPreferences } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';
import { Switch } from '../ui/fields/switch.tsx';
import { DialogSection } from '../ui/layout/dialog-section.tsx';

/** Which of the person's own preferences new agents get; lists what this machine has. */
export function BringAlongSection() {
  const { bringAlong } = useStore(selectPreferences);
  const { data } = useEngineCall('bring-along.list', {});
  const change = (next: typeof bringAlong) => {
    saveSettings({ preferences: { bringAlong: next } }).catch((thrown: unknown) =>
      showFailure('The setting could not be saved', thrown),
    );
  };
  return (
    <DialogSection id="settings-bring-along" title="Bring along" className="gap-3">
      <p className="text-muted text-sm">
        Copied from your home into the home of each new agent, read-only. Your own files are never changed,
        and what holds a credential is never copied.
      </p>
      {BRINGABLES.map((bringable) => {
        const { id } = bringable;
        const chosen = bringAlong.includes(id);
        const found = data?.found.find((each) => each.id === id);
        return (
          <Switch
            key={id}
            spread
            label={bringable.label}
            description={<Description bringable={bringable} found={found} />}
            checked={chosen}
            // What is chosen can be switched off, also when it is there no longer.
            disabled={!chosen && (found?.files.length ?? 0) === 0}
            onCheckedChange={(on) =>
              change(on ? [...bringAlong, id] : bringAlong.filter((other) => other !== id))
            }
          />
        );
      })}
    </DialogSection>
  );
}

function Description({ bringable, found }: { bringable: Bringable; found: FoundBringable | undefined }) {
  return (
    <>
      {bringable.description}
      {found && ` · ${foundWords(found)}`}
      {found && found.left.length > 0 && (
        <details>
          <summary>Left out: {found.left.length}</summary>
          <ul>
            {found.left.map(({ path, reason }) => (
              <li key={path} className="break-all">
                {path}: {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function foundWords({ files }: FoundBringable): string {
  const [first] = files;
  if (first === undefined) return 'nothing found on this machine';
  const size = formatBytes(files.reduce((sum, { bytes }) => sum + bytes, 0));
  return files.length === 1 ? `found ~/${first.path}, ${size}` : `found ${files.length} files, ${size}`;
}
