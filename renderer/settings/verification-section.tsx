import type { Preferences } from '../../electron/contract/preferences.ts';
import { showFailure } from '../errors/error-steps.ts';
import { saveSettings } from '../store/actions.ts';
import { selectPreferences } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';
import { Checkbox } from '../ui/fields/checkbox.tsx';
import { Select } from '../ui/fields/select.tsx';
import { DialogSection } from '../ui/layout/dialog-section.tsx';

const intervals = [
  { value: '0', label: 'Never' },
  { value: '1', label: 'Every hour' },
  { value: '6', label: 'Every 6 hours' },
  { value: '24', label: 'Every day' },
];

function change(verification: Preferences['verification']): void {
  saveSettings({ preferences: { verification } }).catch((thrown: unknown) =>
    showFailure('The setting could not be saved', thrown),
  );
}

/** The settings for verifications that the app starts by itself. */
export function VerificationSection() {
  const { verification } = useStore(selectPreferences);
  const hours = String(verification.everyHours);
  // A person may have written another number into the settings file.
  const known = intervals.some(({ value }) => value === hours);
  const options = known ? intervals : [...intervals, { value: hours, label: `Every ${hours} hours` }];
  return (
    <DialogSection id="settings-verification" title="Verification" className="gap-3">
      <Select
        label="Verify running agents"
        hint="While Bulkhead is open, one agent at a time. A failure marks the agent until it passes."
        options={options}
        value={hours}
        onValueChange={(value) => change({ ...verification, everyHours: Number(value) })}
      />
      <Checkbox
        label="Verify new agents once they run"
        description="The default in the New agent dialog."
        checked={verification.newAgents}
        onCheckedChange={(newAgents) => change({ ...verification, newAgents })}
      />
    </DialogSection>
  );
}
