import type { ScreenReader } from '../../electron/contract/settings.ts';
import { showFailure } from '../errors/error-steps.ts';
import { saveSettings } from '../store/actions.ts';
import { selectSettings } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';
import { SegmentedControl } from '../ui/fields/radio-group.tsx';
import { DialogSection } from '../ui/layout/dialog-section.tsx';

const choices = [
  { value: 'system', label: 'System' },
  { value: 'on', label: 'On' },
  { value: 'off', label: 'Off' },
] as const;

/** What holds for the consoles of all agents. */
export function ConsoleSection() {
  const { screenReader } = useStore(selectSettings);
  const choose = (chosen: ScreenReader) => {
    saveSettings({ screenReader: chosen }).catch((thrown: unknown) =>
      showFailure('The choice could not be saved', thrown),
    );
  };
  return (
    <DialogSection id="settings-console" title="Consoles">
      <SegmentedControl
        label="Screen reader"
        hint="Reads out what programs print. “System” follows the screen reader, which only macOS and Windows report."
        value={screenReader}
        onValueChange={choose}
        options={choices}
      />
    </DialogSection>
  );
}
