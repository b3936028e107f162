import { useState } from 'react';
import { ATTEMPTS_LIMIT_MAX, type Preferences } from '../../electron/contract/preferences.ts';
import { exactSize, parseMemory } from '../../electron/contract/sizes.ts';
import { showFailure } from '../errors/error-steps.ts';
import { saveSettings } from '../store/actions.ts';
import { selectPreferences } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';
import { Select } from '../ui/fields/select.tsx';
import { parseNumber } from '../ui/fields/step-number.ts';
import { TextField } from '../ui/fields/text-field.tsx';
import { DialogSection } from '../ui/layout/dialog-section.tsx';

const quitChoices = [
  { value: 'ask', label: 'Ask me' },
  { value: 'keep', label: 'Leave them running' },
  { value: 'stop', label: 'Stop them' },
  { value: 'tray', label: 'Stay in the tray' },
] as const;

const save = (preferences: Partial<Preferences>) =>
  void saveSettings({ preferences }).catch((thrown: unknown) =>
    showFailure('The setting could not be saved', thrown),
  );

/** The budget of all agents together, how many attempts work at once, and what happens to running agents when the app quits. */
export function BudgetSection() {
  const { budget, onQuit, attemptsAtOnce } = useStore(selectPreferences);
  return (
    <DialogSection id="settings-agents" title="Running agents" className="gap-3">
      <div className="grid grid-cols-2 items-start gap-4">
        <BudgetField
          label="Memory budget"
          placeholder="No budget"
          hint="For all of them, such as 8g."
          value={budget.memoryBytes === null ? '' : exactSize(budget.memoryBytes)}
          parse={(text) => {
            const memory = parseMemory(text);
            return memory.ok ? { amount: memory.bytes } : { problem: memory.message };
          }}
          onSave={(memoryBytes) => save({ budget: { ...budget, memoryBytes } })}
        />
        <BudgetField
          label="CPU budget"
          placeholder="No budget"
          hint="The sum of their CPU limits."
          value={budget.cpus === null ? '' : String(budget.cpus)}
          parse={(text) => {
            const cpus = parseNumber(text);
            return cpus !== undefined && cpus > 0
              ? { amount: cpus }
              : { problem: 'A number above 0, for example 4.' };
          }}
          onSave={(cpus) => save({ budget: { ...budget, cpus } })}
        />
        <BudgetField
          label="Attempts at once"
          placeholder="As memory allows"
          hint="Of all tasks; others wait."
          value={attemptsAtOnce === null ? '' : String(attemptsAtOnce)}
          parse={(text) => {
            const count = parseNumber(text);
            return count !== undefined && Number.isInteger(count) && count >= 1 && count <= ATTEMPTS_LIMIT_MAX
              ? { amount: count }
              : { problem: `A whole number from 1 to ${ATTEMPTS_LIMIT_MAX}.` };
          }}
          onSave={(count) => save({ attemptsAtOnce: count })}
        />
        <Select
          label="When Bulkhead quits"
          options={quitChoices}
          value={onQuit}
          onValueChange={(value) => save({ onQuit: value as Preferences['onQuit'] })}
        />
      </div>
    </DialogSection>
  );
}

/** Saves on blur or Enter. Invalid text stays in the field with the reason, and the old budget stays in force. */
function BudgetField(props: {
  label: string;
  placeholder: string;
  hint: string;
  value: string;
  parse: (text: string) => { amount: number } | { problem: string };
  onSave: (amount: number | null) => void;
}) {
  const [typed, setTyped] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const commit = () => {
    if (typed === undefined) return;
    const parsed = typed.trim() === '' ? { amount: null } : props.parse(typed);
    if ('problem' in parsed) return setProblem(parsed.problem);
    props.onSave(parsed.amount);
    setTyped(undefined);
    return setProblem(undefined);
  };
  return (
    <TextField
      label={props.label}
      placeholder={props.placeholder}
      hint={props.hint}
      value={typed ?? props.value}
      onValueChange={setTyped}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
      error={problem}
    />
  );
}
