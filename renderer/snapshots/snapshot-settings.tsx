import type { SnapshotRules } from '../../electron/contract/snapshots.ts';
import { showFailure } from '../errors/error-steps.ts';
import { saveSettings } from '../store/actions.ts';
import { selectPreferences } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';
import { Select } from '../ui/fields/select.tsx';
import { DialogSection } from '../ui/layout/dialog-section.tsx';

const withOwn = (options: readonly { value: string; label: string }[], value: string, unit: string) =>
  // A person may have written another number into the settings file.
  options.some((option) => option.value === value)
    ? options
    : [...options, { value, label: `${value} ${unit}` }];

const intervals = [
  { value: '0', label: 'Never' },
  { value: '1', label: 'Every hour' },
  { value: '6', label: 'Every 6 hours' },
  { value: '24', label: 'Every day' },
];
const counts = ['1', '3', '5', '10', '20'].map((value) => ({ value, label: `The newest ${value}` }));
const ages = [
  { value: '0', label: 'However old' },
  { value: '3', label: '3 days' },
  { value: '14', label: '14 days' },
  { value: '90', label: '90 days' },
];

function change(snapshots: SnapshotRules): void {
  saveSettings({ preferences: { snapshots } }).catch((thrown: unknown) =>
    showFailure('The setting could not be saved', thrown),
  );
}

/** Snapshots that the app makes by itself, and how long it keeps them. */
export function SnapshotSettings() {
  const rules = useStore(selectPreferences).snapshots;
  const number = (key: keyof SnapshotRules) => (value: string) => change({ ...rules, [key]: Number(value) });
  const [hours, last, days] = [String(rules.everyHours), String(rules.keepLast), String(rules.keepDays)];
  return (
    <DialogSection id="settings-snapshots" title="Automatic snapshots" className="gap-3">
      <div className="grid grid-cols-3 items-start gap-4">
        <Select
          label="Snapshot running agents"
          hint="While Bulkhead is open. Each is frozen for as long as copying takes."
          options={withOwn(intervals, hours, 'hours')}
          value={hours}
          onValueChange={number('everyHours')}
        />
        <Select
          label="Automatic ones kept per agent"
          hint="Those you save yourself stay until you delete them."
          options={withOwn(counts, last, 'snapshots')}
          value={last}
          onValueChange={number('keepLast')}
        />
        <Select
          label="Kept for at most"
          options={withOwn(ages, days, 'days')}
          value={days}
          onValueChange={number('keepDays')}
        />
      </div>
    </DialogSection>
  );
}
